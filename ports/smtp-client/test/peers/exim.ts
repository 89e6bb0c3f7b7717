import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { DEVNULL, type EventLoop, type Socket, socket, type Task } from 'tsyncio';
import type { Certified } from '../../../../test-support/certificates.ts';
import { pathOfTool } from '../../../../test-support/needs-tool.ts';

/** Exim as inetd would run it: a process for each connection, which is its standard input and output. */
export interface Exim {
  readonly port: number;
  /** Messages in its queue, as they would be delivered. */
  queued(): string[];
}

/** Let Exim answer connections until the test body is done. Its queue is a folder of its own, from which nothing is delivered. */
export async function withExim(loop: EventLoop, certified: Certified, body: (server: Exim) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-exim-'));
  const program = pathOfTool('exim4');
  const config = writeConfig(folder, certified);
  const listener = socket();
  const serving: Task<void>[] = [];
  try {
    listener.bind({ host: '127.0.0.1', port: 0 });
    listener.listen();
    const accepting = loop.createTask(async () => {
      for (;;) {
        const [connection] = await loop.sockAccept(listener);
        serving.push(loop.createTask(() => serve(connection)));
      }
    });
    const { port } = listener.getsockname() as { port: number };
    try {
      await body({ port, queued });
    } finally {
      accepting.cancel();
      await Promise.allSettled([accepting, ...serving]);
    }
  } finally {
    listener.close();
    rmSync(folder, { recursive: true });
  }

  async function serve(connection: Socket): Promise<void> {
    const ended = loop.createFuture<void>();
    const protocol = { processExited: () => ended.setResult() };
    try {
      // Exim expects a descriptor that waits.
      connection.setblocking(true);
      const [stdin, stdout] = [connection.fileno(), connection.fileno()];
      await loop.subprocessExec(() => protocol, [program, '-C', config, '-odq', '-bs'], { stdin, stdout, stderr: DEVNULL });
    } finally {
      connection.close();
    }
    await ended;
  }

  function queued(): string[] {
    const names = readdirSync(join(folder, 'spool', 'input')).filter((name) => name.endsWith('-H'));
    return names.map((name) => execFileSync(program, ['-C', config, '-Mvc', name.slice(0, -2)], { encoding: 'utf8' }));
  }
}

function writeConfig(folder: string, { cert, key }: Certified): string {
  const me = userInfo();
  const spool = join(folder, 'spool');
  const config = join(folder, 'exim.conf');
  mkdirSync(spool);
  // Started by root, Exim becomes its own user before it receives anything.
  const user = me.uid === 0 ? Number(execFileSync('id', ['-u', 'Debian-exim'], { encoding: 'utf8' })) : me.uid;
  chmodSync(folder, 0o755);
  chownSync(spool, user, me.gid);
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(config, configText(folder, me.uid === 0 ? '' : `exim_user = ${me.uid}\nexim_group = ${me.gid}\n`));
  return config;
}

function configText(folder: string, user: string): string {
  return `
${user}primary_hostname = exim.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%slog
keep_environment =
host_lookup =
rfc1413_hosts =
smtputf8_advertise_hosts = *
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
acl_smtp_vrfy = accept
acl_smtp_expn = accept

begin acl
check_rcpt:
  deny local_parts = refused
       message = no such mailbox
  accept

begin routers
all:
  driver = accept
  transport = file

begin transports
file:
  driver = appendfile
  file = ${folder}/mail

begin authenticators
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{jo}{swordfish}fail}
  server_set_id = $auth1
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{jo}}{eq{$auth3}{swordfish}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{$auth1}{jo}}{eq{$auth2}{swordfish}}}}
  server_set_id = $auth1
`;
}
