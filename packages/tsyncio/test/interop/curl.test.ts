import { expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Ended, outputOf, startChild, startTypeScript } from '../child.ts';

async function startPageServer(): Promise<string> {
  const server = startTypeScript('examples/http-page.ts');
  const [, address] = await server.printed(/^listening on (127\.0\.0\.1:\d+)$/m);
  return `http://${address}`;
}

function curl(...args: readonly string[]): Promise<Ended> {
  // Neither a user's settings nor a proxy decide what is asked of whom.
  return startChild('curl', ['--disable', '--silent', '--show-error', '--max-time', '100', '--noproxy', '*', ...args]).ended;
}

describeWith(['curl'], 'curl', () => {
  test('gets the page', async () => {
    const url = await startPageServer();
    const { code, stdout, stderr } = await curl('--include', url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.0 200 OK',
      'Content-Type: text/html; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]);
    expect(body).toContain('<title>tsyncio</title>');
  });

  test('gets the page again and again from one server', async () => {
    const url = await startPageServer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => curl('--write-out', '%{http_code} %{size_download}', url)));
    const [first] = answers;
    expect(first?.stdout).toMatch(/200 \d+$/);
    expect(answers).toEqual(answers.map(() => first));
  });

  test('is told what there is not', async () => {
    const url = await startPageServer();
    expect((await curl('--output', '/dev/null', '--write-out', '%{http_code}', `${url}/other`)).stdout).toBe('404');
    expect((await curl('--output', '/dev/null', '--write-out', '%{http_code}', '--data', 'x=1', url)).stdout).toBe('405');
    const head = await outputOf(startChild('curl', ['--disable', '--silent', '--noproxy', '*', '--head', url]));
    expect(head).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
  });

  test('a header longer than 8 KiB is refused', async () => {
    const url = await startPageServer();
    const { stdout } = await curl('--write-out', '%{http_code}', '--header', `X-Long: ${'x'.repeat(9000)}`, url);
    expect(stdout).toContain('431');
  });
});
