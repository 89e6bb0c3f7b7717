import { createHmac } from 'node:crypto';

export type Credential = string | Uint8Array;

/** The name and password in one. */
export function encodePlain(username: Credential, password: Credential): string {
  const zero = Buffer.alloc(1);
  return Buffer.concat([zero, bytesOf(username), zero, bytesOf(password)]).toString('base64');
}

/** The name and the password, which go over the line one after the other. */
export function encodeLogin(username: Credential, password: Credential): readonly [username: string, password: string] {
  return [bytesOf(username).toString('base64'), bytesOf(password).toString('base64')];
}

/** The answer to a challenge: the password signs it and does not go over the line. */
export function answerCramMd5(username: Credential, password: Credential, challenge: string): string {
  const digest = createHmac('md5', bytesOf(password)).update(Buffer.from(challenge, 'base64')).digest('hex');
  return Buffer.concat([bytesOf(username), Buffer.from(` ${digest}`)]).toString('base64');
}

function bytesOf(credential: Credential): Buffer {
  return Buffer.from(credential);
}
