import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The client's side of SCRAM-SHA-256 (RFC 7677), which proves that both know the password, and does not tell it. */
export class Scram {
  readonly #password: string;
  readonly #nonce: string = randomBytes(18).toString('base64');
  #serverSignature = '';

  constructor(password: string) {
    this.#password = password;
  }

  /** What the client says first; who it is was said before. */
  get first(): string {
    return `n,,n=,r=${this.#nonce}`;
  }

  /** What it says to what the server answered. @throws when the server did not answer to this. */
  proof(challenge: string): string {
    const [, nonce = '', salt = '', iterations = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)/.exec(challenge) ?? [];
    if (!nonce.startsWith(this.#nonce)) throw new Error('the server answered to another client');
    const salted = pbkdf2Sync(this.#password.normalize('NFKC'), Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const withoutProof = `c=biws,r=${nonce}`;
    const everything = `n=,r=${this.#nonce},${challenge},${withoutProof}`;
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), everything);
    this.#serverSignature = hmac(hmac(salted, 'Server Key'), everything).toString('base64');
    return `${withoutProof},p=${Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64')}`;
  }

  /** @throws when the server does not know the password. */
  check(final: string): void {
    if (final !== `v=${this.#serverSignature}`) throw new Error('the server does not know the password');
  }
}
