import { errorCode } from '@tsyncio/core/area';

/** The receiver's queue is full: the message was not sent. The socket tells with 'writable' when to send it again. */
export interface CongestionError extends Error {
  readonly message: 'congestion';
  /** 'EAGAIN', or 'ENOBUFS' where the system says that. */
  readonly code: string;
  readonly errno: number;
  readonly syscall: 'send';
}

/** Programs tell it by its message, which is that of the `unix-dgram` package. */
export function congestionError(errno: number): CongestionError {
  return Object.assign(new Error('congestion'), { code: errorCode(errno), errno, syscall: 'send' }) as CongestionError;
}
