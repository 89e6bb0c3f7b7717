import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, startChild } from '../child.ts';
import { certificates } from './certificates.ts';
import { startOnFreePort } from './free-port.ts';

export const superuser = { user: 'boss', password: 'a very secret \u2603' } as const;

/** Who runs PostgreSQL, which refuses to be run by root: nothing said for the one who runs the tests. */
function whoRuns(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined) throw new Error('PostgreSQL cannot be run by root, and there is no user "postgres" or "nobody"');
  return { uid: Number(uid), gid: Number(gid) };
}

/** The files of a server, in a folder of their own: SCRAM, a password in the clear, or nothing to log in; only over TLS. */
export class PostgresCluster {
  readonly #user: { readonly uid: number; readonly gid: number } | undefined;
  readonly #folder: string;
  readonly #data: string;

  private constructor(folder: string) {
    this.#user = whoRuns();
    this.#folder = folder;
    this.#data = join(folder, 'data');
  }

  static async create(): Promise<PostgresCluster> {
    const cluster = new PostgresCluster(mkdtempSync(join(tmpdir(), 'tsyncio-postgres-')));
    try {
      await cluster.#initialise();
      return cluster;
    } catch (error) {
      cluster.remove();
      throw error;
    }
  }

  async #initialise(): Promise<void> {
    const passwordFile = this.#write('password', superuser.password);
    if (this.#user) chownSync(this.#folder, this.#user.uid, this.#user.gid);
    const login = [`--username=${superuser.user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const options = ['--no-sync', '--encoding=UTF8', '--locale=C', `--pgdata=${this.#data}`];
    await outputOf(this.#start('initdb', [...login, ...options]));
    const methods = ['clear 127.0.0.1/32 password', 'trusted 127.0.0.1/32 trust', 'all 127.0.0.1/32 scram-sha-256'];
    writeFileSync(join(this.#data, 'pg_hba.conf'), methods.map((method) => `hostssl all ${method}\n`).join(''));
    for (const file of ['server.crt', 'server.key'] as const) this.#write(join('data', file), certificates()[file]);
  }

  /** Ends with SIGINT, which leaves nothing behind. */
  async start({ ssl = true }: { readonly ssl?: boolean } = {}): Promise<{ readonly child: Child; readonly port: number }> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `ssl=${ssl ? 'on' : 'off'}`, 'fsync=off'];
    const options = settings.flatMap((setting) => ['-c', setting]);
    const start = (port: number): Child => this.#start('postgres', ['-D', this.#data, '-p', String(port), ...options]);
    return await startOnFreePort(start, /database system is ready to accept connections/, 'stderr');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #start(program: string, args: readonly string[]): Child {
    return startChild(pathOfTool(program), args, { cwd: this.#folder, env: { LC_ALL: 'C' }, ...(this.#user && { user: this.#user }) });
  }

  /** A file that only its owner reads, who is the one who runs the server. */
  #write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
    return path;
  }
}
