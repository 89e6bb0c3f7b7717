import type { Case } from '../case.ts';
import { extraInfo } from './transports/extra-info.ts';
import { halfClose } from './transports/half-close.ts';
import { insideCallbacks } from './transports/inside-callbacks.ts';
import { lifecycle } from './transports/lifecycle.ts';
import { reading } from './transports/reading.ts';
import { unready } from './transports/unready.ts';
import { waterMarks } from './transports/water-marks.ts';
import { writing } from './transports/writing.ts';

/** Stream transports. */
export const transportCases: readonly Case[] = [
  ...lifecycle,
  ...reading,
  ...halfClose,
  ...writing,
  ...waterMarks,
  ...insideCallbacks,
  ...extraInfo,
  ...unready,
];
