// The benchmark's command line. `node benchmarks/subprocess --help` lists the options.
import { runComparison } from '../lib/run-comparison.mjs';
import { describeContender, kinds } from './lib/contenders.mjs';
import { formatReport } from './lib/report.mjs';
import { scenarios, shortened } from './lib/scenarios.mjs';
import { compareContenders } from './measure-subprocess.mjs';

const quick = { rounds: 3, what: '3 rounds with a quarter of everything', shortened };

await runComparison(
  { name: 'subprocess', kinds, describeContender, scenarios, rounds: 11, quick },
  { measure: compareContenders, formatReport },
);
