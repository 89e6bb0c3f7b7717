// The text that is printed: a table per cell, then the ratios of all cells.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';

const titles = { unix: 'Unix datagrams', udp: 'UDP on 127.0.0.1' };
const formatCell = ({ transport, clients, size }) => `${titles[transport]}, ${clients} × ${size} B`;
const isMoved = ({ placement }) => placement !== 'steady';

function formatPlacement({ placement, coreDistanceNs, rounds }) {
  if (coreDistanceNs === undefined) return formatRounds(rounds);
  return `cores ${placement === 'steady' ? '' : `${placement}, `}${coreDistanceNs.toFixed(0)} ns apart, ${formatRounds(rounds)}`;
}

function formatServers(servers) {
  const floor = servers.find(({ role }) => role === 'floor').cpuMicrosecondsPerMessage;
  const rows = servers.map((server) => [
    server.name,
    server.cpuMicrosecondsPerMessage.toFixed(2),
    (server.cpuMicrosecondsPerMessage / floor).toFixed(2),
    Math.round(server.messagesPerSecond).toString(),
    `${(server.busy * 100).toFixed(0)} %`,
    server.p50Microseconds.toFixed(0),
    server.p99Microseconds.toFixed(0),
  ]);
  return formatTable(['server', 'CPU µs/msg', '× C', 'msg/s', 'busy', 'p50 µs', 'p99 µs'], rows);
}

function formatCells(cells) {
  return cells.flatMap((cell) => [
    ...cell.placements.map((placement) => `${formatCell(cell)} (${formatPlacement(placement)})\n${formatServers(placement.servers)}\n`),
    ...(cell.dropped > 0 ? [`${formatCell(cell)}: ${formatRounds(cell.dropped)} dropped, because the cores moved in each attempt\n`] : []),
  ]);
}

function ratioRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap((placement) =>
      placement.ratios.map((ratio) => [
        `${formatCell(cell)}${isMoved(placement) ? `, ${placement.placement} (${placement.rounds})` : ''}`,
        ratio.ours,
        ratio.other,
        formatRatio(ratio.cpuOtherByOurs),
        formatRatio(ratio.throughputOursByOther),
      ]),
    ),
  );
}

function formatPinning(pinning) {
  return pinning.reason
    ? `NOT PINNED: ${pinning.reason}. Server and load generator take each other's time; trust these figures little.`
    : `Server on core ${pinning.server}, load generator on core ${pinning.load}.`;
}

export function formatReport({ machine, pinning, rounds, durationMs, warmUpMs, cells }) {
  return [
    `Datagrams sent back, ${machine.cpu}, ${machine.date}`,
    `${formatPinning(pinning)} ${formatRounds(rounds)}, windows of ${durationMs} ms after ${warmUpMs} ms; medians.\n`,
    ...formatCells(cells),
    'Ratios, each taken within a round: the median, and in brackets the middle half. Above 1, ours is better.\n',
    formatTable(['clients × size', 'ours', 'other', 'CPU other/ours', 'msg/s ours/other'], ratioRows(cells)),
  ].join('\n');
}
