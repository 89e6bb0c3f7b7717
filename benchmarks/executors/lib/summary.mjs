// From measured windows to figures: medians of each contender, and ratios of the others to our pool of their kind.
import { compareRounds, median } from '../../lib/statistics.mjs';

/** Ours with the same kind of workers, that others are compared with. */
const oursFor = ({ workers }) => workers;

const medianOf = (windows, figure) =>
  windows.some((window) => Object.hasOwn(window, figure)) ? median(windows.map((w) => w[figure])) : null;

function summarizeContender(scenario, contender, windows, ours) {
  const { kind, name, workers } = contender;
  const figures = Object.fromEntries(['ms', 'cpuMs', 'p50', 'p99', 'first', 'next'].map((figure) => [figure, medianOf(windows, figure)]));
  const figuresOf = (of) => of.map((window) => window[scenario.figure]);
  const byOurs = ours && ours !== windows ? compareRounds(figuresOf(windows), figuresOf(ours)) : null;
  return { kind, name, workers, ...figures, byOurs, windows };
}

function judge({ ours, others, least }, contenders, figure) {
  const rivals = contenders.filter(({ kind, byOurs }) => others.includes(kind) && byOurs);
  if (rivals.length === 0) return [];
  const best = rivals.reduce((a, b) => (b[figure] < a[figure] ? b : a));
  return [{ ours, of: best.name, least, measured: best.byOurs, met: best.byOurs.ratio >= least }];
}

function summarizeScenario(scenario, contenders, windowsOf) {
  const present = contenders.filter(({ kind }) => windowsOf.has(kind));
  const summaries = present.map((contender) =>
    summarizeContender(scenario, contender, windowsOf.get(contender.kind), windowsOf.get(oursFor(contender)) ?? null),
  );
  const { wanted = [], ...rest } = scenario;
  return { ...rest, contenders: summaries, verdicts: wanted.flatMap((one) => judge(one, summaries, scenario.figure)) };
}

/** How many times as fast two workers are as one, within each round. */
function summarizeScaling(summaries) {
  const [one, two] = ['compute-1', 'compute-2'].map((wanted) => summaries.find(({ name }) => name === wanted));
  if (!one || !two) return [];
  const times = ({ windows }) => windows.map(({ ms }) => ms);
  return one.contenders.map((alone) => {
    const together = two.contenders.find(({ kind }) => kind === alone.kind);
    return { kind: alone.kind, name: alone.name, scaling: compareRounds(times(alone), times(together)) };
  });
}

/** `measured` has for each scenario the windows of every contender, by its kind and in the order of rounds. */
export function summarize(scenarios, contenders, measured) {
  const summaries = scenarios.map((scenario, at) => summarizeScenario(scenario, contenders, measured[at]));
  return { scenarios: summaries, scaling: summarizeScaling(summaries) };
}
