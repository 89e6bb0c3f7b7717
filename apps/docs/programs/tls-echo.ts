// An echo server and two clients over TLS: one that knows the certificate, and
// one that does not.
//
//   openssl req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost
//   node --import tsx apps/docs/programs/tls-echo.ts cert.pem key.pem
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type EventLoop, type InetAddress, type Protocol, run, type TlsOptions, type Transport } from 'tsyncio';

const [certFile = 'cert.pem', keyFile = 'key.pem'] = process.argv.slice(2);
const cert = readFileSync(certFile);
// Made once: each connection would read the key again.
const secureContext = createSecureContext({ cert, key: readFileSync(keyFile) });

function echo(): Protocol {
  let transport: Transport;
  return {
    connectionMade(made: Transport) {
      transport = made;
    },
    dataReceived(data) {
      transport.write(data);
    },
  };
}

async function ask(loop: EventLoop, port: number, ssl: boolean | TlsOptions): Promise<string> {
  const answer = loop.createFuture<string>();
  const protocol: Protocol = { dataReceived: (data) => answer.setResult(String(data)) };
  const [transport] = await loop.createConnection(() => protocol, { host: '127.0.0.1', port, ssl, serverHostname: 'localhost' });
  try {
    console.log(transport.getExtraInfo('cipher')?.version, transport.getExtraInfo('peercert')?.subject.CN);
    transport.write('hello');
    return await answer;
  } finally {
    transport.close();
  }
}

await run(async (loop) => {
  await using server = await loop.createServer(echo, { host: '127.0.0.1', port: 0, ssl: { secureContext } });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`with the certificate: ${await ask(loop, address.port, { ca: cert })}`);
  try {
    await ask(loop, address.port, true);
  } catch (error) {
    console.log(`without it: ${(error as NodeJS.ErrnoException).code}`);
  }
});
