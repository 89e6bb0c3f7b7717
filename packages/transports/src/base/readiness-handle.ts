import { LoopHandle, type LoopState } from '@tsyncio/core/area';

/** What a descriptor's readiness is told to. */
export interface ReadyListener {
  readable(): void;
  writable(): void;
}

type Cell = LoopHandle['cell'];

const NO_ARGUMENTS: readonly never[] = Object.freeze([]);
const CALLBACKS = { readable: () => {}, writable: () => {} } as const;

/** The handle of a transport, which lives as long: smaller than one with a closure of its own. */
export class ReadinessHandle extends LoopHandle {
  readonly #listener: ReadyListener;
  readonly #what: 'readable' | 'writable';

  constructor(state: LoopState, cell: Cell, listener: ReadyListener, what: 'readable' | 'writable') {
    super(state, cell, CALLBACKS[what], NO_ARGUMENTS);
    this.#listener = listener;
    this.#what = what;
  }

  override run(): void {
    if (this.isCancelled) return;
    if (this.#what === 'readable') this.#listener.readable();
    else this.#listener.writable();
  }
}
