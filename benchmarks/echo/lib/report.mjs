// The text that is printed: a table per cell, then the ratios of all cells.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { formatCells, formatPinning, nameCell } from './report-cells.mjs';
import { judge } from './wanted.mjs';

function formatServers(servers) {
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

function ratioRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap((placement) =>
      placement.ratios.map(({ server, nodeNet, uvloop, epoll, plain }) => [
        nameCell(cell, placement),
        server,
        formatRatio(nodeNet?.cpuNodeNetByOurs),
        formatRatio(nodeNet?.throughputOursByNodeNet),
        formatRatio(nodeNet?.p99NodeNetByOurs),
        formatRatio(uvloop?.cpuUvloopByOurs),
        formatRatio(epoll?.cpuCByOurs),
        formatRatio(plain?.cpuPlainByOurs),
        [nodeNet?.server, uvloop?.server].filter(Boolean).join(', ') || '–',
      ]),
    ),
  );
}

const ratioHeader = [
  'connections × size',
  'ours',
  'CPU net/ours',
  'msg/s ours/net',
  'p99 net/ours',
  'CPU uvloop/ours',
  'CPU C/ours',
  'CPU plain/ours',
  'net and uvloop that were cheapest',
];

function wantedRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap((placement) =>
      judge(cell, placement.ratios).map(({ server, figure, comparison, atLeast, met }) => [
        nameCell(cell, placement),
        server,
        figure,
        atLeast,
        formatRatio(comparison),
        met ? 'met' : 'NOT MET',
      ]),
    ),
  );
}

export function formatReport({ machine, pinning, rounds, durationMs, warmUpMs, cells }) {
  const parts = [
    `TCP echo on 127.0.0.1, ${machine.cpu}, ${machine.date}`,
    `${formatPinning(pinning)} ${formatRounds(rounds)}, windows of ${durationMs} ms after ${warmUpMs} ms; medians.\n`,
    ...formatCells(cells, formatServers),
  ];
  const rows = ratioRows(cells);
  if (rows.length > 0) {
    parts.push(
      'Ratios, each taken within a round: the median, and in brackets the middle half. Above 1, ours is better; C is the floor.\n',
      formatTable(ratioHeader, rows),
    );
  }
  const verdicts = wantedRows(cells);
  if (verdicts.length > 0) parts.push('', formatTable(['connections × size', 'ours', 'figure', 'wanted', 'measured', ''], verdicts));
  return parts.join('\n');
}
