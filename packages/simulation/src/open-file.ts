/** Of a file's readiness: it failed or hung up, which is told whatever was asked for, as readable and writable. */
export const HANGUP = 4;

/** What a simulated descriptor stands for. Answers below zero are negated error numbers. */
export abstract class OpenFile {
  /** Called after a change that may have made it ready. */
  onChange: () => void = () => {};
  /** Only remembered: no call here ever blocks. */
  blocking = false;

  /** In words, for messages. */
  abstract describe(): string;
  /** READABLE, WRITABLE and HANGUP, as bits. */
  abstract readiness(): number;
  abstract read(nbytes: number): Buffer | number;
  abstract write(data: Uint8Array): number;
  /** Its descriptor was closed. */
  abstract close(): void;
}
