// A link lives again and again: opened, used both ways, and ended in one way or another.
import { CancelledError, sleep } from 'tsyncio';
import { receiveDatagrams, sendDatagrams } from './datagrams.mjs';
import { End } from './end.mjs';
import { listen, openLink } from './open.mjs';
import { receiveStream, sendStream } from './streams.mjs';

const endings = { graceful: 6, abrupt: 2, cancelled: 2 };
/** What those who still use a link may meet once it was ended under them. */
const expectedErrors = new Set(['EBADF', 'ECONNRESET', 'EPIPE', 'ENOTCONN', 'ECONNREFUSED']);

/** Live until `context.totals.over`. */
export async function keepLink(context, kind, index) {
  const own = { ...context, random: context.random.fork() };
  const listener = kind === 'tcp' ? listen(index) : null;
  try {
    for (let life = 0; !context.totals.over; life++) await liveOnce(own, kind, `${kind} ${index}, life ${life}`, listener);
  } finally {
    listener?.close();
  }
}

async function liveOnce(context, kind, name, listener) {
  const { random, count, loop } = context;
  const { ends: socks, addresses } = await openLink(context, kind, listener, count);
  const ends = socks.map((sock, i) => new End(context, sock, addresses?.[1 - i]));
  count(`${kind} opened`);
  const life = { ended: false };
  const flows = ends.map((_, i) => newFlow(random, life, `${name}, direction ${i}`, kind === 'unix-stream'));
  const ending = random.pick(endings);
  const datagrams = kind === 'unix-datagram' || kind === 'udp';
  const [send, receive] = datagrams ? [sendDatagrams, receiveDatagrams] : [sendStream, receiveStream];
  const tasks = flows.flatMap((flow, i) => [
    loop.createTask(() => expecting(context, life, flow, () => send(ends[i], flow))),
    loop.createTask(() => expecting(context, life, flow, () => receive(ends[1 - i], flow))),
  ]);
  await sleep(random.between(5, 400));
  await endLife(context, { ending, life, ends, flows, tasks });
  count(`ended: ${ending}`);
  for (const end of ends) end.close();
}

function newFlow(random, life, name, passesDescriptors) {
  const counts = { sent: 0, unsure: 0, received: 0, descriptorsSent: 0, descriptorsReceived: 0 };
  return { name, life, start: random.between(0, 1_000_000), passesDescriptors, stop: false, finished: false, complete: false, ...counts };
}

async function endLife({ random, violations }, { ending, life, ends, flows, tasks }) {
  if (ending === 'graceful') for (const flow of flows) flow.stop = true;
  else life.ended = true;
  if (ending === 'abrupt') for (const end of random.chance(0.5) ? ends : [ends[random.between(0, 1)]]) end.close();
  // Of datagrams the other end hears nothing when one is closed.
  if (ending === 'abrupt') await sleep(1);
  if (ending === 'abrupt') for (const end of ends) end.close();
  if (ending === 'cancelled') for (const task of tasks) task.cancel();
  for (const task of tasks) await ended(task);
  if (ending !== 'graceful') return;
  for (const flow of flows) if (!flow.complete) violations.push(`${flow.name}: it was ended in order, and did not come to its end`);
}

/** A task that is cancelled in its very last step is a cancelled task: there was nobody left to take the error. */
async function ended(task) {
  try {
    await task;
  } catch (error) {
    if (!task.cancelled()) throw error;
  }
}

/** Errors are violations, but for those that a link ended by force gives those who use it. */
async function expecting({ violations }, life, flow, run) {
  try {
    await run();
  } catch (error) {
    if (life.ended && (error instanceof CancelledError || expectedErrors.has(error.code) || error instanceof RangeError)) return;
    violations.push(`${flow.name}: ${error.stack}`);
  }
}
