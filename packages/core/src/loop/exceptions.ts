import { inspect } from 'node:util';
import type { Area } from '../area.ts';
import type { Cell } from '../context/cell.ts';
import { contextOfBound } from '../context/context-store.ts';
import { copyContext } from '../context/context-var.ts';
import type { ExceptionContext } from '../interfaces/exception-context.ts';
import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { tryToShow } from '../queue/try-to-show.ts';
import { type LoopState, stateOf } from './loop-state.ts';

type Exceptions = Pick<Loop, 'setExceptionHandler' | 'getExceptionHandler' | 'defaultExceptionHandler' | 'callExceptionHandler'>;

/** Errors that no caller can be given. */
export function exceptions(): Area<'exceptions', Exceptions> {
  return {
    name: 'exceptions',
    install: (loop) => {
      const state = stateOf(loop);
      return {
        setExceptionHandler: (handler) => {
          if (handler !== null && typeof handler !== 'function')
            throw new TypeError(`an exception handler must be a function or null, got ${typeof handler}`);
          state.exceptionHandler = handler;
        },
        getExceptionHandler: () => state.exceptionHandler,
        defaultExceptionHandler: (context) => console.error(formatContext(checkContext(context, 'defaultExceptionHandler'))),
        callExceptionHandler: (context) => callExceptionHandler(state, checkContext(context, 'callExceptionHandler')),
      };
    },
  };
}

function checkContext(context: ExceptionContext, method: string): ExceptionContext {
  if (typeof context !== 'object' || context === null)
    throw new TypeError(`${method} needs an object such as { message, exception }, got ${kindOf(context)}`);
  return context;
}

function callExceptionHandler(state: LoopState, context: ExceptionContext): void {
  const handler = state.exceptionHandler;
  if (handler === null) return callDefault(state, context);
  try {
    inContextOf(context, () => handler(state.loop, context));
  } catch (exception) {
    callDefault(state, { message: 'Unhandled error in exception handler', exception, context });
  }
}

function callDefault(state: LoopState, context: ExceptionContext): void {
  try {
    state.loop.defaultExceptionHandler(context);
  } catch (error) {
    console.error(`Exception in default exception handler\n${tryToShow(() => inspect(error))}\nwhile handling: ${context.message}`);
  }
}

// A handler sees the context variables of what failed.
function inContextOf({ task, future, handle }: ExceptionContext, call: () => void): void {
  const source = (task ?? future ?? handle) as { readonly own?: Cell; readonly cell?: Cell; readonly callback?: object } | undefined;
  const cell = source?.own ?? source?.cell;
  const bound = source?.callback === undefined ? undefined : contextOfBound(source.callback);
  if (bound !== undefined) bound.run(call);
  else if (cell === undefined) call();
  // What runs in a shared cell sets variables in one of its own, which is the current one while it fails.
  else if (cell.shared) copyContext().run(call);
  else cell.context.run(call);
}

function formatContext(context: ExceptionContext): string {
  const { message, exception, ...rest } = context;
  const lines = [message || 'Unhandled exception in event loop'];
  for (const key of Object.keys(rest).sort()) {
    const value = typeof rest[key] === 'string' ? rest[key] : tryToShow(() => inspect(rest[key], { depth: 1 }));
    lines.push(key === 'sourceTraceback' ? `Object created at (most recent call first):\n${value}` : `${key}: ${value}`);
  }
  if ('exception' in context) lines.push(tryToShow(() => inspect(exception)));
  return lines.join('\n');
}
