import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PYTHON } from '../debian-python.ts';
import { until } from '../with-loop.ts';

export interface AiosmtpdOptions {
  /** TLS from the first byte, or after STARTTLS, which is then demanded. */
  readonly tls?: 'none' | 'starttls' | 'whole';
  readonly cert?: string;
  readonly key?: string;
  /** Of a Unix socket, instead of a port. */
  readonly path?: string | null;
  /** Whether to demand a login. */
  readonly auth?: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly excluded?: readonly string[];
}

export interface Received {
  readonly sender: string;
  readonly mailOptions: readonly string[];
  readonly recipients: readonly string[];
  readonly content: string;
  readonly tls: boolean;
  readonly login: string | null;
}

export interface Aiosmtpd {
  readonly port: number;
  readonly received: readonly Received[];
}

const USUAL: Required<AiosmtpdOptions> = {
  tls: 'none',
  cert: '',
  key: '',
  path: null,
  auth: false,
  username: 'jo',
  password: 'swordfish',
  excluded: [],
};

/** A server in a process of its own, until the test body is done with it. */
export async function withAiosmtpd(options: AiosmtpdOptions, body: (server: Aiosmtpd) => Promise<void>): Promise<void> {
  const program = fileURLToPath(new URL('aiosmtpd_server.py', import.meta.url));
  const child = spawn(PYTHON, [program, JSON.stringify({ ...USUAL, ...options })], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const lines: unknown[] = [];
  let unread = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unread + text).split('\n');
    unread = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line) as unknown));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  try {
    await until(() => lines.length > 0 || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`aiosmtpd did not start: ${errors}`);
    const { port } = lines[0] as { port: number };
    await body({
      port,
      get received(): readonly Received[] {
        return (lines.slice(1) as Received[]).map((one) => ({ ...one, content: Buffer.from(one.content, 'base64').toString() }));
      },
    });
  } finally {
    child.stdin.end();
    child.kill('SIGKILL');
    await ended;
  }
}
