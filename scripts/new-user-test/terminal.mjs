import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long a step may take; installing is the longest. */
const PATIENCE = 120_000;

/**
 * One terminal of a reader: a shell that is given lines as if they were typed. It has no terminal device, so that nothing is echoed;
 * Ctrl-C and Ctrl-D do what a device would make of them.
 */
export class Terminal {
  #shell;
  #closed;
  /** What was printed and not yet expected. */
  #output = '';
  /** The exit codes of what has ended, a line each, and how many were begun. */
  #codes = '';
  #begun = 0;
  #over = false;
  #wake = () => {};

  constructor(folder, env) {
    // Exit codes of commands come over descriptor 3. A process group of its own is what Ctrl-C reaches.
    this.#shell = spawn('bash', ['--norc', '--noprofile'], { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const [, stdout, stderr, codes] = this.#shell.stdio;
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
        this.#wake();
      });
    }
    codes.setEncoding('utf8').on('data', (text) => {
      this.#codes += text;
      this.#wake();
    });
    this.#closed = once(this.#shell, 'close').then(() => {
      this.#over = true;
      this.#wake();
    });
  }

  /** Begin a command, which goes on while the reader does something else. */
  start(command) {
    this.#begun += 1;
    // One line after the closing brace: a command that reads what is typed finds nothing of ours.
    this.#shell.stdin.write(`{\n${command}\n} 3>&-; code=$?; echo $code >&3; (exit $code)\n`);
  }

  /** Run a command to its end, which must be with code 0. */
  async run(command) {
    this.start(command);
    await this.#until(() => this.#ended().length === this.#begun, `${command} to end`);
    const code = this.#ended().at(-1);
    if (code !== '0') throw new Error(`${command} ended with code ${code}\n${this.#output}`);
    // Whatever it printed was not for the page to promise.
    this.#output = '';
  }

  /** Wait for this text and nothing else. */
  async expect(expected, cause) {
    const text = `${expected}\n`;
    await this.#until(() => this.#output.length >= text.length || !text.startsWith(this.#output), `${JSON.stringify(text)} after ${cause}`);
    if (!this.#output.startsWith(text)) throw new Error(`after ${cause} the page promises\n${text}and there was\n${this.#output}`);
    this.#output = this.#output.slice(text.length);
  }

  press(keys) {
    if (keys === 'Ctrl-C') process.kill(-this.#shell.pid, 'SIGINT');
    else if (keys === 'Ctrl-D') this.#shell.stdin.end();
    else this.#shell.stdin.write(`${keys}\n`);
  }

  /** The page is at its end: so must be every command, with code 0 and nothing printed that the page does not show. */
  async finish() {
    this.#shell.stdin.end();
    await this.#until(() => this.#over, 'everything in this terminal to end');
    const failed = this.#ended().findIndex((code) => code !== '0');
    if (failed !== -1) throw new Error(`command ${failed + 1} of this terminal ended with code ${this.#ended()[failed]}\n${this.#output}`);
    if (this.#output !== '') throw new Error(`the page does not show that this is printed:\n${this.#output}`);
  }

  /** End the shell and whatever runs in it. */
  async close() {
    try {
      process.kill(-this.#shell.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    await this.#closed;
  }

  #ended() {
    return this.#codes.split('\n').slice(0, -1);
  }

  async #until(reached, what) {
    const deadline = performance.now() + PATIENCE;
    while (!reached()) {
      const left = deadline - performance.now();
      if (left <= 0 || this.#over) throw new Error(`waited in vain for ${what}; printed so far:\n${this.#output}`);
      let timer;
      await new Promise((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }
}
