import type { BaseTransport, Protocol, SubprocessProtocol } from '@tsyncio/core';

/** What is told of the pipes of a child. */
export interface PipeListener {
  getProtocol(): SubprocessProtocol;
  pipeMade(fd: number, transport: BaseTransport): void;
  pipeData(fd: number, data: Buffer): void;
  pipeLost(fd: number, error: Error | null): void;
  /** It could not be connected. */
  pipeFailed(error: unknown): void;
  pauseWriting(): void;
  resumeWriting(): void;
}

/** The protocol of one pipe, which tells all that it hears with the descriptor that the child knows the pipe by. */
export class PipeProtocol implements Protocol {
  protected readonly fd: number;
  readonly #listener: PipeListener;

  constructor(listener: PipeListener, fd: number) {
    this.#listener = listener;
    this.fd = fd;
  }

  connectionMade(transport: BaseTransport): void {
    this.#listener.pipeMade(this.fd, transport);
  }

  dataReceived(data: Buffer): void {
    this.#listener.pipeData(this.fd, data);
  }

  connectionLost(error: Error | null): void {
    this.#listener.pipeLost(this.fd, error);
  }

  pauseWriting(): void {
    this.#listener.pauseWriting();
  }

  resumeWriting(): void {
    this.#listener.resumeWriting();
  }
}
