import type { Home } from './fake-socket.ts';
import type { FlowEnd } from './peer-flow.ts';
import type { Flow } from './stream-socket.ts';

/** One side of a TCP connection, as what comes from the other side finds it. */
export interface TcpEnd extends FlowEnd {
  readonly home: Home;
  readonly isClosed: boolean;
  /** Bytes came: `false` when nobody reads them any more. */
  takeBytes(bytes: Buffer): boolean;
  /** The other side sends no more. */
  takeEnd(): void;
  /** The connection is broken: the other side said so, unless there is another error's number. */
  takeReset(errno?: number): void;
}

/** How what one side of a connection does gets to the other. */
export interface TcpWire extends Flow {
  send(bytes: Buffer): void;
  end(): void;
  reset(): void;
  /** The connection is broken: what is still on its way does not matter any more. */
  cut(): void;
}
