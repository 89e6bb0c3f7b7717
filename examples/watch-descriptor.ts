// Waits until a file descriptor can be read, without a transport: addReader and removeReader.
//
//   node --import tsx examples/watch-descriptor.ts
import { newEventLoop, socketpair } from 'tsyncio';

const [readSocket, writeSocket] = socketpair();
const loop = newEventLoop();

function reader() {
  const data = readSocket.recv(100);
  console.log(`Received: ${data}`);
  // We are done: watch the descriptor no longer, and stop the loop.
  loop.removeReader(readSocket);
  loop.stop();
}

try {
  loop.addReader(readSocket, reader);
  // As if the network brought it.
  loop.callSoon(() => writeSocket.send('abc'));
  await loop.runForever();
} finally {
  loop.close();
  readSocket.close();
  writeSocket.close();
}
