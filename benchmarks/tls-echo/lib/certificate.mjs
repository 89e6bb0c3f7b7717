// A certificate of our own, made for one run: every server has it, and the load generator trusts nothing else.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `{ key, cert, remove() }`, two paths of files in a folder that `remove` deletes. */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'tls-echo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1'];
  const { error, status, stderr } = spawnSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    encoding: 'utf8',
  });
  if (status === 0) return { key, cert, remove };
  remove();
  throw new Error(`The TLS benchmark needs the program openssl for its certificate: ${error?.message ?? stderr.trim()}`);
}
