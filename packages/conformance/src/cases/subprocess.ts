import type { Case } from '../case.ts';
import { cancelledChildren } from './subprocess/cancelling.ts';
import { endingChildren } from './subprocess/ending.ts';
import { childFlow } from './subprocess/flow.ts';
import { childOptions } from './subprocess/options.ts';
import { refusedChildren } from './subprocess/refusing.ts';
import { runningChildren } from './subprocess/running.ts';
import { childRuns } from './subprocess/runs.ts';
import { signalledChildren } from './subprocess/signalling.ts';
import { childStdio } from './subprocess/stdio.ts';

/** Child processes. */
export const subprocessCases: readonly Case[] = [
  ...runningChildren,
  ...childStdio,
  ...childOptions,
  ...refusedChildren,
  ...cancelledChildren,
  ...childFlow,
  ...signalledChildren,
  ...endingChildren,
  ...childRuns,
];
