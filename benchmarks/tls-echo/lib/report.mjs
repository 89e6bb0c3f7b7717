// The text that is printed: a table per cell, then the ratios of all cells.
import { formatCells, formatPinning, nameCell } from '../../echo/lib/report-cells.mjs';
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { wanted } from '../measure-tls-echo.mjs';
import { cipher } from './cipher.mjs';

function formatServers(servers) {
  const rows = servers.map((server) => [
    server.name,
    server.cpuMicrosecondsPerMessage.toFixed(2),
    Math.round(server.messagesPerSecond).toString(),
    server.megabytesPerSecond.toFixed(0),
    `${(server.busy * 100).toFixed(0)} %`,
    server.p50Microseconds.toFixed(0),
    server.p99Microseconds.toFixed(0),
  ]);
  return formatTable(['server', 'CPU µs/msg', 'msg/s', 'MB/s', 'busy', 'p50 µs', 'p99 µs'], rows);
}

function ratioRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap((placement) =>
      placement.ratios.map(({ node, cpuNodeTlsByOurs, throughputOursByNodeTls }) => [
        nameCell(cell, placement),
        node,
        formatRatio(cpuNodeTlsByOurs),
        formatRatio(throughputOursByNodeTls),
        cpuNodeTlsByOurs.ratio >= wanted ? 'met' : 'NOT MET',
      ]),
    ),
  );
}

const explanation = 'Ratios, each taken within a round: the median, and in brackets the middle half. Above 1, tsyncio is better.\n';

export function formatReport({ machine, pinning, rounds, durationMs, warmUpMs, cells }) {
  const rows = ratioRows(cells);
  const header = ['connections × size', 'node', 'CPU tls/ours', 'msg/s ours/tls', `wanted ${wanted.toFixed(1)}`];
  return [
    `TLS echo on 127.0.0.1, ${cipher}, ${machine.cpu}, ${machine.date}`,
    `${formatPinning(pinning)} ${formatRounds(rounds)}, windows of ${durationMs} ms after ${warmUpMs} ms; medians.\n`,
    ...formatCells(cells, formatServers),
    ...(rows.length > 0 ? [explanation, formatTable(header, rows)] : []),
  ].join('\n');
}
