/** Of a file's readiness: it failed or hung up, which is told whatever was asked for, as readable and writable. */
export const HANGUP = 4;

/** Who is told about an open file. */
export interface Watcher {
  /** A change may have made it ready. */
  onChange(): void;
  /** It is closed. */
  onClosed(): void;
}

/**
 * What simulated descriptors stand for. Several numbers may stand for the same one, and messages that carry it hold it too: it is closed
 * once nobody holds it any more. Answers below zero are negated error numbers.
 */
export abstract class OpenFile {
  /** Only remembered: no call here ever blocks. */
  blocking = false;
  #holders = 0;
  readonly #watchers = new Set<Watcher>();

  /** In words, for messages. */
  abstract describe(): string;
  /** READABLE, WRITABLE and HANGUP, as bits. */
  abstract readiness(): number;
  abstract read(nbytes: number): Buffer | number;
  abstract write(data: Uint8Array): number;
  /** Nobody holds it any more. */
  protected abstract close(): void;

  /** How many numbers and messages stand for it. */
  get holders(): number {
    return this.#holders;
  }

  /** The files in messages that wait here to be received. */
  unread(): Cargo {
    return NO_CARGO;
  }

  /** Nobody will receive what waits here. */
  dropUnread(): void {}

  hold(): void {
    this.#holders++;
  }

  /** Whoever held it holds it no longer. */
  letGo(): void {
    this.#holders--;
    if (this.#holders > 0) return;
    for (const watcher of [...this.#watchers]) watcher.onClosed();
    this.close();
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** Called after a change that may have made it ready. */
  onChange(): void {
    for (const watcher of this.#watchers) watcher.onChange();
  }
}

/** The files beside a message: whoever is given them holds each, and has to let them go. */
export type Cargo = readonly OpenFile[];

/** For messages that carry nothing. */
export const NO_CARGO: Cargo = [];

export function holdAll(cargo: Cargo): Cargo {
  for (const file of cargo) file.hold();
  return cargo;
}

export function letAllGo(cargo: Cargo): void {
  for (const file of cargo) file.letGo();
}
