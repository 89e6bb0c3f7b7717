import type { ExceptionContext } from '@tsyncio/core';
import { describeValue, snakeCase } from './describe-value.ts';
import type { Value } from './trace.ts';

/** The words of messages that do not depend on names in the program. */
const fixedWords = [
  'Exception in callback',
  'Unhandled error in exception handler',
  'unhandled exception during',
  'exception was never retrieved',
  'was destroyed but',
];
const foundByCollection = ['exception was never retrieved', 'was destroyed but'];

/** What an exception handler was given, as both languages trace it. */
export function reportOf(context: ExceptionContext): Value {
  const told = Object.entries(context).filter(([, value]) => value !== undefined);
  const keys = told.map(([key]) => snakeCase(key)).sort();
  const message = fixedWords.find((words) => context.message.includes(words)) ?? withPythonNames(context.message);
  return { message, keys, exception: describeValue(context.exception) };
}

/** Names of methods as Python has them: `protocol.data_received()`. */
function withPythonNames(message: string): string {
  return message.replace(/\w+(?=\(\))/g, snakeCase);
}

/** Whether a report comes when garbage is collected, which is at no certain time. */
export function comesWithCollection({ message }: ExceptionContext): boolean {
  return foundByCollection.some((words) => message.includes(words));
}
