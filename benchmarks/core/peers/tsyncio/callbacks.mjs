// callSoon and futures.

const burstSize = 100_000;

export function callbackCases(loop, timed) {
  async function chain(count) {
    let ran = 0;
    const nanoseconds = await timed((finish) => {
      const step = () => {
        if (++ran < count) loop.callSoon(step);
        else finish();
      };
      loop.callSoon(step);
    });
    return { nanoseconds, ran };
  }

  async function burst(count) {
    const size = Math.min(burstSize, count);
    let ran = 0;
    const nanoseconds = await timed((finish) => {
      const step = () => {
        ran++;
      };
      const begin = () => {
        if (ran >= count) return finish();
        for (let index = 0; index < size; index++) loop.callSoon(step);
        loop.callSoon(begin);
      };
      begin();
    });
    return { nanoseconds, ran };
  }

  async function future(count) {
    let ran = 0;
    const nanoseconds = await timed((finish) => {
      const step = () => {
        const made = loop.createFuture();
        made.addDoneCallback(onDone);
        made.setResult(1);
      };
      const onDone = (made) => {
        ran += made.result();
        if (ran < count) step();
        else finish();
      };
      step();
    });
    return { nanoseconds, ran };
  }

  return { chain, burst, future };
}
