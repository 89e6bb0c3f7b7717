// The page of http-page.ts over HTTPS, with a certificate and its key. Ends with Ctrl-C.
//
//   openssl req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost
//   node --import tsx examples/https-page.ts cert.pem key.pem 8443
//   curl -i --cacert cert.pem https://localhost:8443/
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type InetAddress, run } from 'tsyncio';
import { PageProtocol } from './http/page-protocol.ts';

const [cert = 'cert.pem', key = 'key.pem', port = '0'] = process.argv.slice(2);
// Made once: each connection would read the key again.
const secureContext = createSecureContext({ cert: readFileSync(cert), key: readFileSync(key) });

await run(async (loop) => {
  const ssl = { secureContext };
  const server = await loop.createServer(() => new PageProtocol(), { host: '127.0.0.1', port: Number(port), ssl });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  await server.serveForever();
});
