// The text that is printed: a table per cell, then the ratios of all cells.
import { formatCells, formatPinning, nameCell } from '../../echo/lib/report-cells.mjs';
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { wanted } from '../measure-connections.mjs';

function formatServers(servers) {
  const floor = servers.find(({ kind }) => kind === 'epoll');
  const rows = servers.map((server) => [
    server.name,
    server.cpuMicrosecondsPerConnection.toFixed(1),
    floor ? (server.cpuMicrosecondsPerConnection / floor.cpuMicrosecondsPerConnection).toFixed(2) : '–',
    Math.round(server.connectionsPerSecond).toString(),
    `${(server.busy * 100).toFixed(0)} %`,
    server.p50Microseconds.toFixed(0),
    server.p99Microseconds.toFixed(0),
  ]);
  return formatTable(['server', 'CPU µs/connection', '× C', 'connections/s', 'busy', 'p50 µs', 'p99 µs'], rows);
}

const verdict = ({ kind, cpuTheirsByOurs }) => {
  if (kind !== 'node-net') return '';
  return cpuTheirsByOurs.ratio >= wanted ? 'met' : 'NOT MET';
};

function ratioRows(cells) {
  return cells.flatMap((cell) =>
    cell.placements.flatMap((placement) =>
      placement.ratios.map((ratio) => [
        nameCell(cell, placement),
        ratio.ours,
        ratio.server,
        formatRatio(ratio.cpuTheirsByOurs),
        formatRatio(ratio.throughputOursByTheirs),
        verdict(ratio),
      ]),
    ),
  );
}

const explanation = 'Ratios, each taken within a round: the median, and in brackets the middle half. Above 1, tsyncio is better.\n';

export function formatReport({ machine, pinning, rounds, durationMs, warmUpMs, cells }) {
  const rows = ratioRows(cells);
  const header = ['in progress', 'ours', 'theirs', 'CPU theirs/ours', 'connections/s ours/theirs', `wanted ${wanted}`];
  return [
    `Connections that come and go on 127.0.0.x, ${machine.cpu}, ${machine.date}`,
    `${formatPinning(pinning)} ${formatRounds(rounds)}, windows of ${durationMs} ms after ${warmUpMs} ms; medians.`,
    'By how many are in progress at a time:\n',
    ...formatCells(cells, formatServers),
    ...(rows.length > 0 ? [explanation, formatTable(header, rows)] : []),
  ].join('\n');
}
