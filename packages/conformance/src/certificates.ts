import { readFileSync } from 'node:fs';
import { packageFolder } from './package-folder.ts';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

const folder = new URL('certificates/', packageFolder);

/** Of cases with TLS, in both languages: made for them, valid from 2019 to 2099, and of no use elsewhere. */
export const certificates: {
  /** Who signed the others, but not the stranger. */
  readonly authority: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: Identity;
  /** For other.test. */
  readonly otherName: Identity;
  /** As `server`, signed by somebody else. */
  readonly stranger: Identity;
} = {
  get authority() {
    return read('ca.pem');
  },
  get server() {
    return identity('server');
  },
  get otherName() {
    return identity('other-name');
  },
  get stranger() {
    return identity('stranger');
  },
};

function identity(name: string): Identity {
  return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
