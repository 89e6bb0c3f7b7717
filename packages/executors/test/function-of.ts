import { runInThisContext } from 'node:vm';

type AnyFunction = (...args: any[]) => any;

/** A function of exactly this text, which no compiler has touched. Code of sloppy mode. */
export function functionOf(text: string): AnyFunction {
  return runInThisContext(`(${text})`) as AnyFunction;
}
