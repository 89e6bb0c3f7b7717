/**
 * What a loop can do, so that a program can choose before it fails. The methods of an area are there when the area is in `areas`; they work when
 * the kernel has what they need.
 */
export interface LoopCapabilities {
  /** The kernel's name: `native`, `simulated`, `host` for Node's own timers alone. */
  readonly kernel: string;
  /** Whether time and descriptors are those of this process. */
  readonly native: boolean;
  /** The names of the loop's areas, in the order in which they were given. */
  readonly areas: readonly string[];
  /** Readiness of descriptors: `addReader`, `addWriter`. */
  readonly descriptors: boolean;
  /** Sockets, and with them connections, servers and datagrams. */
  readonly sockets: boolean;
  /** Whether files are sent by the system itself; otherwise they go through memory. */
  readonly sendfile: boolean;
  /** `getaddrinfo`, `getnameinfo` and hosts by name. */
  readonly dns: boolean;
  /** `connectReadPipe`, `connectWritePipe`. */
  readonly pipes: boolean;
  /** Unix sockets with paths. */
  readonly unixSockets: boolean;
  /** `addSignalHandler`; in worker threads native loops have none. */
  readonly signals: boolean;
  /** `subprocessExec`, `subprocessShell`. */
  readonly subprocess: boolean;
}
