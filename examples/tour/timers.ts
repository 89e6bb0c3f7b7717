import type { EventLoop } from 'tsyncio';
import { milliseconds, type Report } from './report.ts';

const delays = Array.from({ length: 25 }, (_, index) => 1 + index * 0.73);

/** How much later than asked each of `delays` ended, one after another; sorted. */
async function measureLateness(loop: EventLoop, wait: (delay: number) => PromiseLike<void>): Promise<readonly number[]> {
  const lateness: number[] = [];
  for (const delay of delays) {
    const started = loop.time();
    await wait(delay);
    lateness.push(loop.time() - started - delay);
  }
  return lateness.sort((a, b) => a - b);
}

function describeLateness(lateness: readonly number[]): string {
  const [earliest = 0] = lateness;
  const median = lateness[Math.floor(lateness.length / 2)] ?? 0;
  const ninth = lateness[Math.floor(lateness.length * 0.9)] ?? 0;
  const early = earliest < 0 ? `the earliest ${milliseconds(-earliest)} too early` : 'none too early';
  const off = median < 0 ? 'early' : 'late';
  return `median ${milliseconds(Math.abs(median))} ${off}, 9 of 10 at most ${milliseconds(ninth)} late, ${early}`;
}

export async function keepTime(loop: EventLoop, report: Report): Promise<void> {
  const ours = await measureLateness(loop, (delay) => {
    const due = loop.createFuture<void>();
    loop.callLater(delay, () => due.setResult());
    return due;
  });
  const nodes = await measureLateness(loop, (delay) => new Promise((resolve) => setTimeout(resolve, delay)));
  const asked = `${delays.length} delays from ${delays[0]} to ${delays.at(-1)} ms`;
  // A machine that is busy with something else may be late; early is never right.
  report.check((ours[0] ?? -1) >= 0, `loop.callLater, ${asked}`, describeLateness(ours));
  report.came("the same delays with Node's setTimeout", describeLateness(nodes));
}
