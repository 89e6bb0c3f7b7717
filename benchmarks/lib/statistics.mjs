// Medians, because one disturbed round must not move a figure.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median and the middle half of the values: how far a figure may be trusted. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  return { median: median(values), low: sorted[Math.floor(last * 0.25)], high: sorted[Math.ceil(last * 0.75)] };
}

/**
 * One against another: the ratio is taken within each round, where both ran
 * moments apart, and the median of those is the figure; `low` and `high` are
 * their middle half.
 */
export function compareRounds(above, below) {
  const { median: ratio, low, high } = spread(above.map((figure, round) => figure / below[round]));
  return { ratio, low, high };
}
