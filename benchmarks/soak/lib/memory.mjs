// How memory grows, as the slope of a straight line through samples.

const KIB = 1024;

/** `[{ seconds, rss, heap }]` → KiB per minute of one of them, by least squares. */
export function slope(samples, figure) {
  const n = samples.length;
  if (n < 3) return Number.NaN;
  const meanX = samples.reduce((sum, { seconds }) => sum + seconds, 0) / n;
  const meanY = samples.reduce((sum, sample) => sum + sample[figure], 0) / n;
  let above = 0;
  let below = 0;
  for (const sample of samples) {
    above += (sample.seconds - meanX) * (sample[figure] - meanY);
    below += (sample.seconds - meanX) ** 2;
  }
  return ((above / below) * 60) / KIB;
}

export function takeSample(begin) {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { seconds: (performance.now() - begin) / 1000, rss, heap: heapUsed + external };
}
