// Figures as text, the same in every report.

export const formatRatio = (comparison) =>
  comparison ? `${comparison.ratio.toFixed(2)} (${comparison.low.toFixed(2)}–${comparison.high.toFixed(2)})` : '–';

export const formatRounds = (count) => `${count} ${count === 1 ? 'round' : 'rounds'}`;
