import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOfTool } from '../../../../test-support/needs-tool.ts';
import { newFolder } from '../temporary-folder.ts';

/** The name that the server's certificate is for, beside 127.0.0.1. */
export const serverName = 'peer.test';

const files = ['ca.crt', 'server.crt', 'server.key', 'client.crt', 'client.key'] as const;
export type CertificateFile = (typeof files)[number];
/** An authority, and one certificate of a server and one of a client that it signed: texts in PEM. */
export type Certificates = Readonly<Record<CertificateFile, string>>;

let made: Certificates | undefined;

/** Made by openssl when they are first asked for; a day later nobody takes them. */
export function certificates(): Certificates {
  made ??= makeCertificates();
  return made;
}

/** The paths of these files, in a folder that is removed at the end of the test. */
export function certificateFiles(): Readonly<Record<CertificateFile, string>> {
  const folder = newFolder();
  const texts = certificates();
  const paths = files.map((file) => [file, join(folder, file)] as const);
  for (const [file, path] of paths) writeFileSync(path, texts[file], { mode: 0o600 });
  return Object.fromEntries(paths) as Record<CertificateFile, string>;
}

function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-certificates-'));
  const openssl = (...args: readonly string[]) => execFileSync(pathOfTool('openssl'), args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  try {
    openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '1', '-subj', '/CN=tsyncio test authority');
    for (const side of ['server', 'client']) {
      openssl('req', ...newKey, '-keyout', `${side}.key`, '-out', `${side}.csr`, '-subj', `/CN=${side}`);
      writeFileSync(join(folder, 'extensions'), `subjectAltName=DNS:${serverName},IP:127.0.0.1\nextendedKeyUsage=${side}Auth\n`);
      const signed = ['-in', `${side}.csr`, '-out', `${side}.crt`, '-days', '1', '-extfile', 'extensions'];
      openssl('x509', '-req', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', ...signed);
    }
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])) as Record<CertificateFile, string>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
