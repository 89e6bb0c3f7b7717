// A TLS connection that is still open when the run is over: the process ends all the same.
import { readFileSync } from 'node:fs';
import { createLoop, type Transport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socketpair, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const [cert, key, ca] = process.argv.slice(2).map((file) => readFileSync(file));
const loop = createLoop([sockets(), transports()], nativeKernel());
await loop.runUntilComplete(async () => {
  const [left, right] = socketpair();
  const said = loop.createFuture<string>();
  let plain: Transport | undefined;
  const served = {
    connectionMade: (transport: Transport) => {
      plain = transport;
      transport.pauseReading();
    },
    dataReceived: (data: Buffer) => said.setResult(String(data)),
  };
  await loop.createConnection(() => served, { sock: right });
  const securing = loop.startTls(plain as Transport, served, { ssl: { cert, key }, serverSide: true });
  const [transport] = await loop.createConnection(() => ({}), { sock: left, ssl: { ca }, serverHostname: 'localhost' });
  await securing;
  console.log('connected');
  transport.write('hello');
  console.log('said', await said);
});
console.log('the run is over');
