import type { Transport } from 'tsyncio';
import { answer, type Database } from './commands.ts';
import { RespError, RespParser, type RespValue } from './parser.ts';

/** One client of the server: what comes together is answered together. */
export class RespServerProtocol {
  readonly #database: Database;
  readonly #parser = new RespParser((value) => this.#answer(value));
  #transport: Transport | undefined;
  #answers: Buffer[] = [];

  constructor(database: Database) {
    this.#database = database;
    this.#parser.inlineCommands = true;
  }

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    try {
      this.#parser.push(data);
    } catch (error) {
      // Nothing after that can be understood: what is buffered is sent before it closes.
      this.#answers.push(Buffer.from(`-ERR Protocol error: ${(error as Error).message}\r\n`));
      this.#flush();
      this.#transport?.close();
    }
    this.#flush();
  }

  pauseWriting(): void {
    this.#transport?.pauseReading();
  }

  resumeWriting(): void {
    this.#transport?.resumeReading();
  }

  #flush(): void {
    this.#transport?.writelines(this.#answers);
    this.#answers = [];
  }

  #answer(value: RespValue): void {
    try {
      if (!Array.isArray(value) || !value.every(Buffer.isBuffer)) throw new RespError('ERR a command is an array of strings');
      this.#answers.push(answer(this.#database, value));
    } catch (error) {
      if (!(error instanceof RespError)) throw error;
      this.#answers.push(Buffer.from(`-${error.message.replace(/[\r\n]/g, ' ')}\r\n`));
    }
  }
}
