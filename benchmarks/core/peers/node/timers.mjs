// setTimeout and clearTimeout.
import { now, since } from '../common/clock.mjs';
import { mixedDelays, otherOrder, shortDelays, usualDelays } from '../common/inputs.mjs';

function addAndCancel(delays) {
  const count = delays.length;
  const order = otherOrder(count);
  let fired = 0;
  const fire = () => {
    fired++;
  };
  const timers = [];
  return new Promise((resolve) => {
    setImmediate(() => {
      const start = now();
      for (let index = 0; index < count; index++) timers.push(setTimeout(fire, delays[index]));
      for (let index = 0; index < count; index++) clearTimeout(timers[order[index]]);
      setImmediate(() => resolve({ nanoseconds: since(start), ran: timers.length - fired }));
    });
  });
}

function fire(count) {
  const delays = shortDelays(count);
  let ran = 0;
  return new Promise((resolve) => {
    setImmediate(() => {
      const start = now();
      const step = () => {
        if (++ran === count) resolve({ nanoseconds: since(start), ran });
      };
      for (let index = 0; index < count; index++) setTimeout(step, delays[index]);
    });
  });
}

export const timerCases = {
  'timers-mixed': { setTimeout: (count) => addAndCancel(mixedDelays(count)) },
  'timers-usual': { setTimeout: (count) => addAndCancel(usualDelays(count)) },
  'timers-fire': { setTimeout: fire },
};
