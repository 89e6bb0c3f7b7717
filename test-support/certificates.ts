import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key: as files, for the openssl program, and as what they hold. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificates {
  /** Who signed all but `selfSigned` and `foreign`. */
  readonly ca: string;
  readonly caFile: string;
  /** For localhost, *.example.test, 127.0.0.1 and ::1. */
  readonly server: Certified;
  /** For other.test. */
  readonly wrongName: Certified;
  /** As `server`, until the year 2020. */
  readonly expired: Certified;
  readonly client: Certified;
  /** As `server`, by nobody. */
  readonly selfSigned: Certified;
  /** As `server`, by a certificate authority of its own. */
  readonly foreign: Certified;
  remove(): void;
}

const NAMES = 'DNS:localhost,DNS:*.example.test,DNS:xn--bcher-kva.test,IP:127.0.0.1,IP:::1';
const CONFIG = `
[ca]
default_ca = this
[this]
database = index
new_certs_dir = .
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = names
[names]
`;

/** Made anew, by the openssl program, in a folder of their own. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-tls-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  writeFileSync(join(folder, 'config'), CONFIG);
  writeFileSync(join(folder, 'index'), '');
  const self = (name: string, subject: string, ...extra: string[]): void =>
    openssl('req', '-config', 'config', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '3650', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', subject, ...extra); // biome-ignore format: one command
  const signed = (name: string, subject: string, names: string, ca = 'ca', end = '20991231000000Z'): void => {
    writeFileSync(join(folder, 'extensions'), `subjectAltName=${names}\n`);
    openssl('req', '-config', 'config', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject); // biome-ignore format: one command
    openssl('ca', '-config', 'config', '-batch', '-notext', '-cert', `${ca}.pem`, '-keyfile', `${ca}.key`, '-in', `${name}.csr`, '-out', `${name}.pem`, '-startdate', '20190101000000Z', '-enddate', end, '-extfile', 'extensions'); // biome-ignore format: one command
  };
  const AUTHORITY = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign,cRLSign'];
  self('ca', '/CN=tsyncio test authority', ...AUTHORITY);
  self('otherca', '/CN=another authority', ...AUTHORITY);
  self('self', '/CN=localhost', '-addext', `subjectAltName=${NAMES}`);
  signed('server', '/CN=server', NAMES);
  signed('wrong', '/CN=wrong', 'DNS:other.test');
  signed('expired', '/CN=expired', NAMES, 'ca', '20200101000000Z');
  signed('client', '/CN=the client', 'DNS:client.test');
  signed('foreign', '/CN=foreign', NAMES, 'otherca');
  const read = (name: string): Certified => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const { cert: ca, certFile: caFile } = read('ca');
  return {
    ca,
    caFile,
    server: read('server'),
    wrongName: read('wrong'),
    expired: read('expired'),
    client: read('client'),
    selfSigned: read('self'),
    foreign: read('foreign'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The two options that a side with a certificate needs. */
export function identity({ cert, key }: Certified): { cert: string; key: string } {
  return { cert, key };
}
