// The text that is printed: a table per cell, then the ratios of all cells.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';

const formatSize = (bytes) => (bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} B`);
const formatCell = ({ connections, size }) => `${connections} × ${formatSize(size)}`;

function formatPlacement({ placement, coreDistanceNs, rounds }) {
  const cores =
    coreDistanceNs === undefined ? '' : `cores ${placement === 'steady' ? '' : `${placement}, `}${coreDistanceNs.toFixed(0)} ns apart, `;
  return `${cores}${formatRounds(rounds)}`;
}

function formatPlacementTable(servers) {
  const floor = servers.find(({ kind }) => kind === 'epoll');
  const rows = servers.map((server) => [
    server.name,
    server.cpuMicrosecondsPerMessage.toFixed(2),
    floor ? (server.cpuMicrosecondsPerMessage / floor.cpuMicrosecondsPerMessage).toFixed(2) : '–',
    Math.round(server.messagesPerSecond).toString(),
    server.megabytesPerSecond.toFixed(0),
    `${(server.busy * 100).toFixed(0)} %`,
    server.p50Microseconds.toFixed(0),
    server.p99Microseconds.toFixed(0),
  ]);
  return formatTable(['server', 'CPU µs/msg', '× C', 'msg/s', 'MB/s', 'busy', 'p50 µs', 'p99 µs'], rows);
}

function formatCells(cells) {
  return cells.flatMap((cell) => [
    ...cell.placements.map(
      (placement) => `${formatCell(cell)} (${formatPlacement(placement)})\n${formatPlacementTable(placement.servers)}\n`,
    ),
    ...(cell.dropped > 0 ? [`${formatCell(cell)}: ${formatRounds(cell.dropped)} dropped, because the cores moved in each attempt\n`] : []),
  ]);
}

function ratioRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap(({ placement, rounds, ratios }) =>
      ratios.map(({ server, nodeNet, epoll }) => [
        `${formatCell(cell)}${placement === 'steady' ? '' : `, ${placement} (${rounds})`}`,
        server.replace(/^tsyncio \((.*)\)$/, '$1'),
        nodeNet ? nodeNet.server.replace(/^node:net \((.*)\)$/, '$1') : '–',
        formatRatio(nodeNet?.cpuNodeNetByOurs),
        formatRatio(nodeNet?.throughputOursByNodeNet),
        formatRatio(epoll?.cpuOursByC),
        formatRatio(epoll?.throughputOursByC),
      ]),
    ),
  );
}

const ratioHeader = [
  'connections × size',
  'tsyncio on',
  'fastest node:net',
  'CPU net/tsyncio',
  'msg/s tsyncio/net',
  'CPU tsyncio/C',
  'msg/s tsyncio/C',
];

function formatPinning(pinning) {
  return pinning.reason
    ? `NOT PINNED: ${pinning.reason}. Server and load generator take each other's time; trust these figures little.`
    : `Server on core ${pinning.server}, load generator on core ${pinning.load}.`;
}

export function formatReport({ machine, pinning, rounds, durationMs, warmUpMs, cells }) {
  const parts = [
    `TCP echo on 127.0.0.1, ${machine.cpu}, ${machine.date}`,
    `${formatPinning(pinning)} ${formatRounds(rounds)}, windows of ${durationMs} ms after ${warmUpMs} ms; medians.\n`,
    ...formatCells(cells),
  ];
  const rows = ratioRows(cells);
  if (rows.length > 0) {
    parts.push(
      'Ratios, each taken within a round: the median, and in brackets the middle half.',
      'First pair: above 1, tsyncio is better. Second pair: 1 is the floor, bare C.\n',
      formatTable(ratioHeader, rows),
    );
  }
  return parts.join('\n');
}
