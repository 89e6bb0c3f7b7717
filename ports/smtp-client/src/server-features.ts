import { parseEsmtpExtensions } from './esmtp-extensions.ts';
import type { SmtpResponse } from './smtp-response.ts';

/** What the server has said about itself since the connection, or TLS on it, began. */
export class ServerFeatures {
  lastHelo: SmtpResponse | null = null;
  #lastEhlo: SmtpResponse | null = null;
  #extensions: ReadonlyMap<string, string> = new Map();
  #authMethods: readonly string[] = [];

  get lastEhlo(): SmtpResponse | null {
    return this.#lastEhlo;
  }

  /** Of each extension, in lower case, what stood behind its name. */
  get extensions(): ReadonlyMap<string, string> {
    return this.#extensions;
  }

  /** In lower case. */
  get authMethods(): readonly string[] {
    return this.#authMethods;
  }

  get unknown(): boolean {
    return this.#lastEhlo === null && this.lastHelo === null;
  }

  learn(response: SmtpResponse): void {
    const { extensions, authMethods } = parseEsmtpExtensions(response.message);
    this.#lastEhlo = response;
    this.#extensions = extensions;
    this.#authMethods = authMethods;
  }

  supports(extension: string): boolean {
    return this.#extensions.has(extension.toLowerCase());
  }

  forget(): void {
    this.lastHelo = null;
    this.#lastEhlo = null;
    this.#extensions = new Map();
    this.#authMethods = [];
  }
}
