// `node --expose-gc soak.mjs SECONDS SEED SOCKETS [forget]` prints what happened, as one JSON object. With `forget` some waits are broken.
import { readdirSync } from 'node:fs';
import { newEventLoop, sleep } from 'tsyncio';
import { Random } from '../lib/random.mjs';
import { Content } from './lib/content.mjs';
import { keepLink } from './lib/link.mjs';
import { takeSample } from './lib/memory.mjs';
import { kinds } from './lib/open.mjs';
import { Watchdog } from './lib/watchdog.mjs';

const [seconds, seed, sockets] = process.argv.slice(2, 5).map(Number);
const forgets = process.argv[5] === 'forget';
const COLLECT_MS = 250;
const SAMPLE_MS = 1000;
/** A life takes less than a second; with every second one waiting for a processor, a few. */
const LONGEST_END_MS = 60_000;
const SHORT_END_MS = 1000;

const descriptors = () => readdirSync('/proc/self/fd').length;

function makeContext(loop) {
  const random = new Random(seed);
  const violations = [];
  const counts = {};
  const count = (what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  return {
    loop,
    random,
    forgets,
    violations,
    counts,
    count,
    content: new Content(random),
    watchdog: new Watchdog(loop, violations),
    totals: { over: false, bytes: 0 },
  };
}

async function live(context) {
  const { loop, watchdog } = context;
  const begin = performance.now();
  const samples = [];
  const links = Array.from({ length: sockets / 2 }, (_, i) =>
    loop.createTask(() => keepLink(context, kinds[i % kinds.length], i), { name: `link ${i}` }),
  );
  watchdog.start();
  let sampled = begin;
  // A link that fails has nothing to hide behind: the first error ends the run.
  while (performance.now() - begin < seconds * 1000 && context.violations.length === 0) {
    await sleep(COLLECT_MS);
    for (const link of links) if (link.done()) link.result();
    if (performance.now() - sampled < SAMPLE_MS) globalThis.gc();
    else {
      sampled = performance.now();
      samples.push(takeSample(begin));
    }
  }
  context.totals.over = true;
  await endAll(context, links);
  watchdog.stop();
  return samples;
}

/** Each link lives to its end; what does not come to one is cancelled and told. */
async function endAll({ violations, watchdog }, links) {
  // What is broken already is not waited for.
  const deadline = performance.now() + (violations.length === 0 ? LONGEST_END_MS : SHORT_END_MS);
  const left = () => links.filter((link) => !link.done());
  while (left().length > 0 && performance.now() < deadline) await sleep(20);
  const names = watchdog.names();
  for (const link of left()) {
    violations.push(`${link.getName()} does not end; waits: ${names.join(', ')}`);
    link.cancel();
  }
}

// Whatever Node opens on first use is open before the count.
const warmUp = newEventLoop();
await warmUp.runUntilComplete(() => sleep(1));
warmUp.close();
await new Promise((resolve) => setTimeout(resolve, 50));

const before = descriptors();
const loop = newEventLoop();
const context = makeContext(loop);
loop.setExceptionHandler((_loop, { message, exception }) => {
  // A task is cancelled in the turn in which its message came.
  if (message.includes('were never taken')) context.count('messages of cancelled tasks');
  else context.violations.push(`reported: ${message} ${exception?.stack ?? ''}`);
});
const samples = await loop.runUntilComplete(() => live(context));
loop.close();
globalThis.gc();
await new Promise((resolve) => setTimeout(resolve, 100));
const after = descriptors();
if (after !== before) context.violations.push(`${before} descriptors were open at the beginning, ${after} are at the end`);
const { violations, counts, totals, watchdog } = context;
console.log(
  JSON.stringify({
    seed,
    seconds,
    sockets,
    bytes: totals.bytes,
    waits: watchdog.finished,
    counts,
    violations,
    descriptors: { before, after },
    samples,
  }),
);
