import type { Kernel } from './interfaces/kernel/kernel.ts';
import type { Loop } from './interfaces/loop.ts';

/** A set of loop methods, what it needs of other areas, and what it needs of the kernel. */
export interface Area<Name extends string, Gives extends object, Needs extends object = object, K extends Kernel = Kernel> {
  readonly name: Name;
  /** Names of the loop methods it needs from other areas, checked when the loop is assembled. */
  readonly needs?: readonly (keyof Needs & string)[];
  /** Called once for each loop; methods of other areas may be used later, not during it. */
  readonly install: (loop: Loop & Needs, kernel: K) => Gives;
}

// biome-ignore lint/suspicious/noExplicitAny: any area at all; the types of a loop come from the list of areas
export type AnyArea = Area<string, any, any, any>;

/** The type of a loop assembled from `Areas`. */
export type LoopWith<Areas extends readonly AnyArea[]> = Areas extends readonly [
  // biome-ignore lint/suspicious/noExplicitAny: only what it gives is of interest here
  Area<string, infer Gives, any, any>,
  ...infer Rest extends readonly AnyArea[],
]
  ? Gives & LoopWith<Rest>
  : Loop;

/** Stands in the place of an area whose needs no listed area meets: the error message shows the area's name and the need. */
export interface Unmet<Name extends string, Needs extends object> {
  readonly unmet: [Name, Needs];
}

/** The areas themselves, with those that miss something replaced by {@link Unmet}. */
export type Satisfied<Areas extends readonly AnyArea[]> = {
  // biome-ignore lint/suspicious/noExplicitAny: only name and needs are of interest here
  [Index in keyof Areas]: Areas[Index] extends Area<infer Name, any, infer Needs, any>
    ? LoopWith<Areas> extends Needs
      ? Areas[Index]
      : Unmet<Name, Needs>
    : never;
};
