import type { SecureContext, TLSSocket } from 'node:tls';
import type { ExtraInfo } from '@tsyncio/core';

/** What was agreed on, as `getExtraInfo` has it: to be asked for after the handshake, since afterwards nothing of it can be told. */
export function tlsInfo(socket: TLSSocket, context?: SecureContext): [name: string, value: unknown][] {
  return [
    ['sslObject', socket],
    ['sslcontext', context],
    ['peercert', socket.getPeerCertificate() ?? {}],
    ['cipher', cipherOf(socket)],
    ['compression', null],
  ];
}

function cipherOf(socket: TLSSocket): ExtraInfo['cipher'] | undefined {
  // Before the handshake there is none, whatever its type says.
  const cipher = socket.getCipher() as ReturnType<TLSSocket['getCipher']> | null | undefined;
  if (cipher == null) return undefined;
  const { name, version } = cipher;
  const bits = bitsOf(name);
  return bits === undefined ? { name, version } : { name, version, bits };
}

/** The names of cipher suites tell how long the secret is. */
function bitsOf(name: string): number | undefined {
  if (name.includes('CHACHA20')) return 256;
  if (name.includes('DES-CBC3') || name.includes('3DES')) return 168;
  const [, bits] = /(?:AES|CAMELLIA|ARIA)[-_]?(128|256)/.exec(name) ?? [];
  return bits === undefined ? undefined : Number(bits);
}
