import type { Future } from './future.ts';
import type { Handle } from './handle.ts';
import type { Loop } from './loop.ts';
import type { BaseProtocol } from './protocol.ts';
import type { Socket } from './socket.ts';
import type { Task } from './task.ts';
import type { BaseTransport } from './transport.ts';

/** What is known about an error that no caller can be given. @see asyncio `loop.call_exception_handler` */
export interface ExceptionContext {
  message: string;
  exception?: unknown;
  future?: Future<unknown>;
  task?: Task<unknown>;
  handle?: Handle;
  protocol?: BaseProtocol;
  transport?: BaseTransport;
  socket?: Socket;
  asyncgen?: AsyncGenerator<unknown>;
  sourceTraceback?: string;
  [key: string]: unknown;
}

export type ExceptionHandler = (loop: Loop, context: ExceptionContext) => void;
