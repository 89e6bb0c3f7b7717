// callLater.
import { mixedDelays, otherOrder, shortDelays, usualDelays } from '../common/inputs.mjs';

export function timerCases(loop, timed) {
  async function addAndCancel(delays) {
    const count = delays.length;
    const order = otherOrder(count);
    let fired = 0;
    const fire = () => {
      fired++;
    };
    const handles = [];
    const nanoseconds = await timed((finish) => {
      for (let index = 0; index < count; index++) handles.push(loop.callLater(delays[index], fire));
      for (let index = 0; index < count; index++) handles[order[index]].cancel();
      // A turn may have to forget what was cancelled: that counts too.
      loop.callSoon(finish);
    });
    return { nanoseconds, ran: handles.filter((handle) => handle.cancelled()).length - fired };
  }

  async function fire(count) {
    const delays = shortDelays(count);
    let ran = 0;
    const nanoseconds = await timed((finish) => {
      const step = () => {
        if (++ran === count) finish();
      };
      for (let index = 0; index < count; index++) loop.callLater(delays[index], step);
    });
    return { nanoseconds, ran };
  }

  return {
    'timers-mixed': (count) => addAndCancel(mixedDelays(count)),
    'timers-usual': (count) => addAndCancel(usualDelays(count)),
    'timers-fire': fire,
  };
}
