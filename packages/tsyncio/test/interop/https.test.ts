import { expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Ended, outputOf, startChild, startTypeScript } from '../child.ts';
import { certificateFiles, serverName } from './certificates.ts';

interface Page {
  readonly port: string;
  readonly ca: string;
}

async function startPageServer(): Promise<Page> {
  const files = certificateFiles();
  const server = startTypeScript('examples/https-page.ts', [files['server.crt'], files['server.key']]);
  const [, port = ''] = await server.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);
  return { port, ca: files['ca.crt'] };
}

function curl(port: string, ...args: readonly string[]): Promise<Ended> {
  // Neither a user's settings nor a proxy decide what is asked of whom.
  const fixed = ['--disable', '--silent', '--show-error', '--max-time', '100', '--noproxy', '*'];
  const resolved = ['--resolve', `*:${port}:127.0.0.1`];
  return startChild('curl', [...fixed, ...resolved, ...args]).ended;
}

describeWith(['curl', 'openssl'], 'https-page', () => {
  test.for(['1.2', '1.3'])('gives curl the page over TLS %s', async (version) => {
    const { port, ca } = await startPageServer();
    const versions = [`--tlsv${version}`, '--tls-max', version];
    const { code, stdout, stderr } = await curl(port, '--cacert', ca, ...versions, '--include', `https://${serverName}:${port}/`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    expect(stdout).toContain('<title>tsyncio</title>');
  });

  test('serves eight at once, by name and by address', async () => {
    const { port, ca } = await startPageServer();
    const urls = [`https://${serverName}:${port}/`, `https://127.0.0.1:${port}/`];
    const asked = Array.from({ length: 8 }, (_, index) => curl(port, '--cacert', ca, '--write-out', '%{http_code}', urls[index % 2] ?? ''));
    for (const { code, stdout } of await Promise.all(asked)) expect([code, stdout.slice(-3)]).toEqual([0, '200']);
  });

  test('goes on after clients that do not trust it, want another name, or speak no TLS', async () => {
    const { port, ca } = await startPageServer();
    expect((await curl(port, `https://${serverName}:${port}/`)).code).toBe(60);
    expect((await curl(port, '--cacert', ca, `https://other.test:${port}/`)).code).toBe(60);
    expect((await curl(port, `http://${serverName}:${port}/`)).code).not.toBe(0);
    const page = startChild('curl', ['--disable', '--silent', '--noproxy', '*', '--cacert', ca, `https://127.0.0.1:${port}/`]);
    expect(await outputOf(page)).toContain('<title>tsyncio</title>');
  });
});
