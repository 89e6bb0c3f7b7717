import type { Context } from '../interfaces/context.ts';
import { kindOf } from '../kind-of.ts';
import type { ContextStore } from './context-store.ts';

/** A context of any copy of this package, so not known by its class. @throws {TypeError} naming `whose` it was to be. */
export function checkContext(context: Context, whose: string): ContextStore {
  if ((context as Partial<ContextStore> | null)?.variables instanceof Map) return context as ContextStore;
  throw new TypeError(`${whose} context must be one of copyContext() or task.getContext(), got ${kindOf(context)}`);
}
