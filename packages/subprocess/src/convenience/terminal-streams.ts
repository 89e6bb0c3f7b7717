import type { BaseTransport, Protocol, WriteTransport } from '@tsyncio/core';
import { errorCode, type LoopState, type SocketCalls, SystemError, socketCallsOf } from '@tsyncio/core/area';
import type { ChildStreams, Position } from '../child-streams.ts';
import { type PipeListener, PipeProtocol } from '../pipe-protocol.ts';
import { processCallsOf } from '../spawn-child.ts';
import type { TerminalSize } from './terminal-size.ts';

/**
 * A new terminal as all three standard streams of a child:
 *
 *   0 ──► write transport, a second descriptor ──┐
 *                                                primary side ══ terminal ══ the child's 0, 1 and 2
 *   1 ◄── read transport ────────────────────────┘
 */
export class TerminalStreams implements ChildStreams {
  readonly child: readonly [stdin: number, stdout: number, stderr: number];
  readonly ours: Map<number, Position>;
  readonly #calls: SocketCalls;
  #secondary: number | null;
  #input: WriteTransport | null = null;

  /** @throws {SystemError} when there is none to be had; {@link TypeError} on a kernel without terminals. */
  constructor(state: LoopState, size: TerminalSize) {
    this.#calls = socketCallsOf(state.kernel);
    const [primary, secondary] = openTerminal(state, size);
    this.child = [secondary, secondary, secondary];
    this.#secondary = secondary;
    this.ours = new Map([[primary, 1]]);
    const writer = state.kernel.pipes?.duplicate?.(primary) ?? -1;
    if (writer < 0) {
      this.closeAll();
      throw failure(writer, 'dup');
    }
    this.ours.set(writer, 0);
  }

  get piped(): Position[] {
    return [...this.ours.values()];
  }

  protocolOf(position: Position, listener: PipeListener): Protocol {
    if (position === 0) {
      return new TerminalInput(listener, (transport) => {
        this.#input = transport;
      });
    }
    return new TerminalOutput(listener, () => this.#input?.abort());
  }

  closeChildEnds(): void {
    if (this.#secondary !== null) this.#calls.close(this.#secondary);
    this.#secondary = null;
  }

  forget(fd: number): void {
    this.ours.delete(fd);
  }

  closeAll(): void {
    this.closeChildEnds();
    for (const fd of this.ours.keys()) this.#calls.close(fd);
    this.ours.clear();
  }
}

class TerminalInput extends PipeProtocol {
  readonly #made: (transport: WriteTransport) => void;

  constructor(listener: PipeListener, made: (transport: WriteTransport) => void) {
    super(listener, 0);
    this.#made = made;
  }

  override connectionMade(transport: BaseTransport): void {
    this.#made(transport as WriteTransport);
    super.connectionMade(transport);
  }
}

class TerminalOutput extends PipeProtocol {
  readonly #hangUp: () => void;

  constructor(listener: PipeListener, hangUp: () => void) {
    super(listener, 1);
    this.#hangUp = hangUp;
  }

  /** Where nobody has the terminal open any more, reading it fails with `EIO`: that is its end. Writing to it would not tell. */
  override connectionLost(error: Error | null): void {
    this.#hangUp();
    super.connectionLost(error instanceof SystemError && error.code === 'EIO' ? null : error);
  }
}

function openTerminal(state: LoopState, { columns, rows }: TerminalSize): readonly [primary: number, secondary: number] {
  const { pipes, processes } = processCallsOf(state);
  if (processes.openTerminal === undefined || pipes.duplicate === undefined)
    throw new TypeError(`the ${state.kernel.name} kernel has no terminals: create the loop on one that has, such as nativeKernel()`);
  const sides = processes.openTerminal(columns, rows);
  if (typeof sides === 'number') throw failure(sides, 'openpty');
  return sides;
}

// A failure with a stack, whatever it is.
function failure(errno: number, syscall: string): SystemError {
  return new SystemError(errorCode(errno), errno, syscall);
}
