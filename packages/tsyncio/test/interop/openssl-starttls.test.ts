import { run } from 'tsyncio';
import { expect, test } from 'vitest';
import { describeWith, pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, startChild } from '../child.ts';
import { certificateFiles, serverName } from './certificates.ts';
import { serveAt, serverTls } from './places.ts';
import { MailServer } from './smtp-peers.ts';

function startMailClient(port: number | undefined, input: string, ...options: readonly string[]): Child {
  const where = ['-connect', `127.0.0.1:${port}`, '-servername', serverName, '-CAfile', certificateFiles()['ca.crt']];
  const args = ['s_client', '-starttls', 'smtp', '-name', 'client.test', '-quiet', '-crlf', '-verify_return_error', ...where, ...options];
  return startChild(pathOfTool('openssl'), args, { input });
}

describeWith(['openssl'], 'openssl s_client -starttls smtp', () => {
  test('asks our server for TLS, and goes on with it', async () => {
    await run(async (loop) => {
      const lost = loop.createFuture<void>();
      const protocol = new MailServer(loop, serverTls(), lost);
      const [server, { port }] = await serveAt(loop, { port: 0 }, () => protocol);
      const { code, stdout } = await startMailClient(port, 'EHLO again\nNOOP\nQUIT\n', '-verify_hostname', serverName).ended;
      await lost;
      expect([code, stdout.replaceAll('\r', '')]).toEqual([
        0,
        expect.stringMatching(/250-mail\.test\n250 STARTTLS\n502 what\?\n221 bye\n$/),
      ]);
      expect(protocol.heard).toEqual(['EHLO client.test', 'STARTTLS', '(TLS)', 'EHLO again', 'NOOP', 'QUIT']);
      server.close();
      await server.waitClosed();
    });
  });

  test('leaves when the certificate is for another name, which our startTls is told', async () => {
    await run(async (loop) => {
      const lost = loop.createFuture<void>();
      const protocol = new MailServer(loop, serverTls(), lost);
      const [server, { port }] = await serveAt(loop, { port: 0 }, () => protocol);
      const { code } = await startMailClient(port, 'QUIT\n', '-verify_hostname', 'other.test').ended;
      expect(code).not.toBe(0);
      await expect(lost).rejects.toThrow();
      expect(protocol.heard.at(-1)).not.toBe('QUIT');
      server.close();
      await server.waitClosed();
    });
  });
});
