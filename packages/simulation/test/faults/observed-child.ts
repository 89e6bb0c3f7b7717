import type { ReadTransport, SubprocessProtocol, SubprocessTransport, WriteTransport } from '@tsyncio/core';

/**
 * A child as we hear of it, and every rule that was broken.
 *
 *   made (data | lost of each pipe, once, after its data | exited, once | pause | resume)* closed
 */
export class ObservedChild implements SubprocessProtocol {
  readonly name: number;
  readonly broken: string[] = [];
  readonly #note: (line: string) => void;
  transport!: SubprocessTransport;
  state: 'new' | 'made' | 'lost' = 'new';
  readonly lost: Set<number> = new Set();
  readonly received: [stdin: number, stdout: number, stderr: number] = [0, 0, 0];
  exited = false;
  paused = false;
  /** Called inside every event, once it was noted. */
  during: () => void = () => {};

  constructor(name: number, note: (line: string) => void) {
    this.name = name;
    this.#note = note;
  }

  get stdin(): WriteTransport {
    return this.transport.getPipeTransport(0) as WriteTransport;
  }

  output(fd: number): ReadTransport {
    return this.transport.getPipeTransport(fd) as ReadTransport;
  }

  connectionMade(transport: SubprocessTransport): void {
    this.#rule(this.state === 'new', 'was made twice');
    this.transport = transport;
    this.state = 'made';
    this.#tell('made');
  }

  pipeDataReceived(fd: number, data: Buffer): void {
    this.#rule(this.state === 'made' && !this.lost.has(fd), `got data of ${fd} that it had lost`);
    this.#rule(data.length > 0, `got nothing of ${fd} as data`);
    if (fd === 1 || fd === 2) this.received[fd] += data.length;
    this.#tell(`data ${fd} ${data.length}`);
  }

  pipeConnectionLost(fd: number, error: (Error & { code?: string }) | null): void {
    this.#rule(this.state === 'made' && !this.lost.has(fd), `lost ${fd} twice`);
    this.#rule(error === null || (fd === 0 && error.code === 'EPIPE'), `lost ${fd} with ${error}`);
    this.lost.add(fd);
    this.#tell(`lost ${fd} ${error === null ? null : error.code}`);
  }

  processExited(): void {
    this.#rule(this.state === 'made' && !this.exited, 'exited twice');
    this.#rule(this.transport.getReturncode() !== null, 'exited without a code');
    this.exited = true;
    this.#tell(`exited ${this.transport.getReturncode()}`);
  }

  pauseWriting(): void {
    this.#rule(!this.paused, 'was paused twice');
    this.paused = true;
    this.#tell('pause');
  }

  resumeWriting(): void {
    this.#rule(this.paused, 'was resumed twice');
    this.paused = false;
    this.#tell('resume');
  }

  connectionLost(error: Error | null): void {
    this.#rule(this.state === 'made', `was lost ${this.state}`);
    this.#rule(error === null, `was lost with ${error}`);
    this.#rule(this.exited && this.lost.size === 3, `was lost before its ${this.exited ? 'pipes' : 'exit'}`);
    this.state = 'lost';
    this.#tell('closed');
  }

  #rule(holds: boolean, words: string): void {
    if (!holds) this.broken.push(`child ${this.name} ${words}`);
  }

  #tell(event: string): void {
    this.#note(`${this.name} ${event}`);
    this.during();
  }
}
