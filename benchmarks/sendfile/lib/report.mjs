// The text that is printed.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { wanted } from '../measure-sendfile.mjs';

const verdict = (met) => (met ? 'met' : 'NOT MET');

function formatWhere({ reason, server, load }) {
  if (reason) return `NOT PINNED: ${reason}.`;
  return server === undefined ? 'The system chooses the cores.' : `Sender on core ${server}, receiver on core ${load}.`;
}

export function formatReport({ machine, pinning, size, rounds, senders }) {
  const rows = senders.map((sender) => [
    sender.name,
    sender.seconds.median.toFixed(3),
    (size / 2 ** 30 / sender.seconds.median).toFixed(2),
    formatRatio(sender.secondsByOurs),
    sender.cpuSeconds.median.toFixed(3),
    formatRatio(sender.cpuByOurs),
  ]);
  const { secondsByOurs, cpuByOurs } = senders.find(({ role }) => role === 'rival');
  return [
    `A file of ${size / 2 ** 20} MiB over 127.0.0.1, Node.js ${machine.node}, ${machine.cpu}, ${machine.date}`,
    `${formatWhere(pinning)} ${formatRounds(rounds)}; medians, and of ratios the middle half.\n`,
    formatTable(['sender', 'seconds', 'GiB/s', 'times ours', 'CPU seconds', 'times ours'], rows),
    `\n${wanted} times as fast as pipe: ${verdict(secondsByOurs.ratio >= wanted)}; with ${wanted} times less processor time: ${verdict(cpuByOurs.ratio >= wanted)}`,
  ].join('\n');
}
