import type { Case } from '../case.ts';
import { badYields } from './task/bad-yields.ts';
import { cancelChains } from './task/cancel-chains.ts';
import { cancelRequests } from './task/cancel-requests.ts';
import { cancelSwallowed } from './task/cancel-swallowed.ts';
import { cancelTiming } from './task/cancel-timing.ts';
import { cancelWaiting } from './task/cancel-waiting.ts';
import { creation } from './task/creation.ts';
import { doneCallbacks } from './task/done-callbacks.ts';
import { eager } from './task/eager.ts';
import { eagerBlocks } from './task/eager-blocks.ts';
import { eagerCancellation } from './task/eager-cancellation.ts';
import { factory } from './task/factory.ts';
import { introspection } from './task/introspection.ts';
import { names } from './task/names.ts';
import { outcomes } from './task/outcomes.ts';
import { several } from './task/several.ts';
import { sleeping } from './task/sleeping.ts';
import { turns } from './task/turns.ts';
import { waiting } from './task/waiting.ts';

/** Tasks over generators and async functions: steps, outcomes, cancellation, factories, and which are there. */
export const taskCases: readonly Case[] = [
  ...creation,
  ...names,
  ...outcomes,
  ...doneCallbacks,
  ...waiting,
  ...badYields,
  ...turns,
  ...sleeping,
  ...several,
  ...cancelWaiting,
  ...cancelChains,
  ...cancelTiming,
  ...cancelSwallowed,
  ...cancelRequests,
  ...introspection,
  ...factory,
  ...eager,
  ...eagerBlocks,
  ...eagerCancellation,
];
