// The two ways a loop runs: as a guest of Node's, or blocking the thread.
import { now, since } from '../common/clock.mjs';

/** `timed(begin)`: nanoseconds from `begin(finish)`, a callback of the running loop, until `finish()`. */
export function makeTimed(loop, blocking) {
  let failure;
  loop.setExceptionHandler((_, context = _) => {
    failure ??= context.exception ?? new Error(context.message);
    loop.stop();
  });
  return async (begin) => {
    let start;
    let nanoseconds;
    const finish = () => {
      nanoseconds = since(start);
      loop.stop();
    };
    loop.callSoon(() => {
      start = now();
      begin(finish);
    });
    if (blocking) loop.runForeverSync();
    else await loop.runForever();
    if (failure) throw failure;
    return nanoseconds;
  };
}
