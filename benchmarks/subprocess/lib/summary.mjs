// From measured windows to figures: medians of each contender, and ratios of the others to ours.
import { compareRounds, median } from '../../lib/statistics.mjs';
import { rateOf } from './scenarios.mjs';

const cpuOf = ({ cpuSeconds }) => cpuSeconds;
const secondsOf = ({ seconds }) => seconds;

function summarizeContender(scenario, { kind, name }, windows, ours) {
  const of = (figure) => median(windows.map(figure));
  const compare = (figure) => (ours === windows ? null : compareRounds(windows.map(figure), ours.map(figure)));
  return {
    kind,
    name,
    rate: of(({ seconds }) => rateOf(scenario, seconds)),
    seconds: of(secondsOf),
    cpuSeconds: of(cpuOf),
    childCpuSeconds: of(({ childCpuSeconds }) => childCpuSeconds),
    secondsByOurs: ours && compare(secondsOf),
    cpuByOurs: ours && compare(cpuOf),
    windows,
  };
}

/** `measured[scenario][round][contender]` is a window. Of ratios, above 1 ours is the better one. */
export function summarize(scenarios, contenders, measured) {
  const oursAt = contenders.findIndex(({ kind }) => kind === 'tsyncio');
  return scenarios.map((scenario, at) => {
    const windowsOf = contenders.map((_, index) => measured[at].map((round) => round[index]));
    return {
      ...scenario,
      contenders: contenders.map((contender, index) =>
        summarizeContender(scenario, contender, windowsOf[index], windowsOf[oursAt] ?? null),
      ),
    };
  });
}
