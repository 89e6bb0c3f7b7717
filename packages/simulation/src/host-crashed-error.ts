import { nameErrors } from '@tsyncio/core/area';

/** The host of a simulated kernel crashed: a run of its loop cannot go on, and none can begin. */
export class HostCrashedError extends Error {
  readonly code = 'ERR_HOST_CRASHED';
  /** The name of the host. */
  readonly host: string;

  constructor(host: string) {
    super(`the host '${host}' crashed: what runs on it after a restart needs a new kernel`);
    this.host = host;
  }
}

nameErrors(HostCrashedError, 'HostCrashedError');
