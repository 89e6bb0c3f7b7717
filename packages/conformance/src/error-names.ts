/** Our classes of errors and JavaScript's, as Python names them. Others have the same name in both. */
const pythonNames: Readonly<Record<string, string>> = {
  Error: 'Exception',
  LoopError: 'RuntimeError',
  RangeError: 'ValueError',
  AggregateError: 'ExceptionGroup',
  BrokenThreadPoolError: 'BrokenThreadPool',
  BrokenProcessPoolError: 'BrokenProcessPool',
};

/** `OSError` and its subclasses, by the code of our SystemError. */
const systemErrors: Readonly<Record<string, string>> = {
  EAGAIN: 'BlockingIOError',
  EINPROGRESS: 'BlockingIOError',
  EALREADY: 'BlockingIOError',
  ECHILD: 'ChildProcessError',
  ECONNABORTED: 'ConnectionAbortedError',
  ECONNREFUSED: 'ConnectionRefusedError',
  ECONNRESET: 'ConnectionResetError',
  EEXIST: 'FileExistsError',
  EINTR: 'InterruptedError',
  EISDIR: 'IsADirectoryError',
  ENOENT: 'FileNotFoundError',
  ENOTDIR: 'NotADirectoryError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  EPIPE: 'BrokenPipeError',
  ESHUTDOWN: 'BrokenPipeError',
  ESRCH: 'ProcessLookupError',
  ETIMEDOUT: 'TimeoutError',
};

/** What node:tls refuses a certificate with. */
const certificateErrors: ReadonlySet<unknown> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The name of the class that CPython raises where we throw `error`. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) throw new TypeError(`an Error was expected, got ${String(error)}`);
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  const { code } = error as { code?: unknown };
  if (name === 'SystemError') return systemErrorName(error as { code?: unknown; syscall?: unknown });
  if (certificateErrors.has(code)) return 'SSLCertVerificationError';
  if (typeof code === 'string' && code.startsWith('ERR_SSL_')) return 'SSLError';
  return pythonNames[name] ?? name;
}

function systemErrorName({ code, syscall }: { code?: unknown; syscall?: unknown }): string {
  if (syscall === 'getaddrinfo' || syscall === 'getnameinfo') return 'gaierror';
  return systemErrors[String(code)] ?? 'OSError';
}
