import type { Case } from '../case.ts';
import { currentPolicy } from './policies/current.ts';
import { policyMethods } from './policies/methods.ts';
import { unchangedCode } from './policies/unchanged-code.ts';

/** Which loop code gets that does not say which. */
export const policyCases: readonly Case[] = [...policyMethods, ...currentPolicy, ...unchangedCode];
