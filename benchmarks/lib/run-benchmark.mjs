// What the command line of every benchmark does once it has a plan.
import { relative } from 'node:path';
import { describeMachine } from './machine.mjs';
import { showProgress } from './progress.mjs';
import { writeResult } from './result-file.mjs';

/**
 * Measure what the command line asks for, print it, and write it to a file where the plan has `json`. Without a plan, help was asked for.
 * What fails is said in a line, and is the exit code.
 */
export async function runBenchmark({ help, readPlan, measure, formatReport }) {
  try {
    const plan = readPlan();
    if (!plan) {
      console.log(help);
      return;
    }
    const { json, ...rest } = plan;
    const result = { machine: describeMachine(), ...(await measure({ ...rest, onRound: showProgress })) };
    console.log(formatReport(result));
    if (!json) return;
    writeResult(json, result);
    console.log(`\nWritten to ${relative(process.cwd(), json)}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
