// The benchmark's command line. `node benchmarks/executors --help` lists the options.
import { runComparison } from '../lib/run-comparison.mjs';
import { describeContender, kinds } from './lib/contenders.mjs';
import { formatReport } from './lib/report.mjs';
import { scenarios, shortened } from './lib/scenarios.mjs';
import { compareContenders } from './measure-executors.mjs';

const quick = { rounds: 1, what: '1 round with a tenth of everything', shortened };

await runComparison(
  { name: 'executors', kinds, describeContender, scenarios, rounds: 7, quick },
  { measure: compareContenders, formatReport },
);
