// What the reports of all benchmarks with cells have in common.
import { formatRounds } from '../../lib/format.mjs';

const formatSize = (bytes) => (bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} B`);

const formatCell = ({ connections, size }) => (size === undefined ? String(connections) : `${connections} × ${formatSize(size)}`);

/** A cell's name in a table of ratios, where every placement of the cores has a row of its own. */
export const nameCell = (cell, { placement, rounds }) => `${formatCell(cell)}${placement === 'steady' ? '' : `, ${placement} (${rounds})`}`;

function formatPlacement({ placement, coreDistanceNs, rounds }) {
  const cores =
    coreDistanceNs === undefined ? '' : `cores ${placement === 'steady' ? '' : `${placement}, `}${coreDistanceNs.toFixed(0)} ns apart, `;
  return `${cores}${formatRounds(rounds)}`;
}

/** A table per cell and placement, made by `formatServers`. */
export function formatCells(cells, formatServers) {
  return cells.flatMap((cell) => [
    ...cell.placements.map((placement) => `${formatCell(cell)} (${formatPlacement(placement)})\n${formatServers(placement.servers)}\n`),
    ...(cell.dropped > 0 ? [`${formatCell(cell)}: ${formatRounds(cell.dropped)} dropped, because the cores moved in each attempt\n`] : []),
  ]);
}

export function formatPinning(pinning) {
  return pinning.reason
    ? `NOT PINNED: ${pinning.reason}. Server and load generator take each other's time; trust these figures little.`
    : `Server on core ${pinning.server}, load generator on core ${pinning.load}.`;
}
