// The text that is printed.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { wanted } from '../measure-idle.mjs';

/** With fewer, what a process takes for opening them at all is a part of each. */
const FEWEST_JUDGED = 10_000;

const verdict = (met) => (met ? 'met' : 'NOT MET');
const kib = (bytes) => `${(bytes / 1024).toFixed(2)} KiB`;

function formatActive(servers) {
  const rows = servers.map((server) => [
    server.name,
    Math.round(server.without.messagesPerSecond).toString(),
    Math.round(server.with.messagesPerSecond).toString(),
    formatRatio(server.throughput),
    server.without.cpuMicrosecondsPerMessage.toFixed(2),
    server.with.cpuMicrosecondsPerMessage.toFixed(2),
    formatRatio(server.cpu),
  ]);
  return formatTable(['server', 'msg/s alone', 'msg/s with idle', 'with/alone', 'CPU µs/msg alone', 'with idle', 'alone/with'], rows);
}

function formatMemory(memory, idle) {
  const rows = memory.map(({ figure, bytes, oursByTheirs }) => [
    figure === 'rss' ? 'resident memory' : 'heap and external',
    kib(bytes.tsyncio.median),
    kib(bytes['node-net'].median),
    formatRatio(oursByTheirs),
    idle < FEWEST_JUDGED ? 'too few to judge' : verdict(oursByTheirs.ratio <= wanted.memory),
  ]);
  return formatTable(['per idle connection', 'tsyncio', 'node:net', 'tsyncio/node:net', `at most ${wanted.memory}`], rows);
}

export function formatReport({ machine, pinning, idle, active, size, rounds, durationMs, servers, memory }) {
  const [ours] = servers;
  const where = pinning.reason
    ? `NOT PINNED: ${pinning.reason}. Server and load generator take each other's time; trust these figures little.`
    : `Servers on core ${pinning.server}, load generator on core ${pinning.load}.`;
  return [
    `${idle} idle connections beside ${active} that echo ${size} bytes, Node.js ${machine.node}, ${machine.cpu}, ${machine.date}`,
    `${where} ${formatRounds(rounds)}, windows of ${durationMs} ms; medians, and of ratios the middle half.\n`,
    formatActive(servers),
    `\ntsyncio keeps ${wanted.throughput} of its throughput: ${verdict(ours.throughput.ratio >= wanted.throughput)}`,
    `and of its messages per processor time: ${verdict(ours.cpu.ratio >= wanted.throughput)}\n`,
    formatMemory(memory, idle),
  ].join('\n');
}
