import { type Cargo, holdAll, letAllGo, type OpenFile } from './open-file.ts';

/**
 * The files that are on their way in messages, on all of a host.
 *
 * A socket that is only to be found in its own queue, or in that of another one like it, can never be received: they keep each other open
 * for ever. As Linux does, such ones are looked for whenever another Unix socket is closed.
 */
export class Flights {
  readonly #times = new Map<OpenFile, number>();
  /** How many are on their way; one that is so twice counts twice. */
  count = 0;
  #collecting = false;

  /** They leave with a message, which holds them. */
  launch(cargo: Cargo): Cargo {
    for (const file of cargo) this.#add(file, 1);
    return holdAll(cargo);
  }

  /** Their message was received: whoever took it holds them now. */
  land(cargo: Cargo): Cargo {
    for (const file of cargo) this.#add(file, -1);
    return cargo;
  }

  /** Nobody will receive their message. */
  lose(cargo: Cargo): void {
    letAllGo(this.land(cargo));
  }

  /** Drop what nobody can ever receive. */
  collect(): void {
    if (this.count === 0 || this.#collecting) return;
    this.#collecting = true;
    for (const file of this.#lost()) file.dropUnread();
    this.#collecting = false;
  }

  /** Those that are held by nothing but the queues of one another. */
  #lost(): Iterable<OpenFile> {
    const lost = new Set(this.#times.keys());
    let found = true;
    while (found) {
      const held = new Map<OpenFile, number>();
      for (const carrier of lost) for (const file of carrier.unread()) held.set(file, (held.get(file) ?? 0) + 1);
      const others = [...lost].filter((file) => file.holders > (held.get(file) ?? 0));
      for (const file of others) lost.delete(file);
      found = others.length > 0;
    }
    return lost;
  }

  #add(file: OpenFile, change: 1 | -1): void {
    this.count += change;
    const times = (this.#times.get(file) ?? 0) + change;
    if (times > 0) this.#times.set(file, times);
    else this.#times.delete(file);
  }
}
