// A loop runs one callback, which stops it.
//
//   node --import tsx examples/hello-world.ts
import { type EventLoop, newEventLoop } from 'tsyncio';

function helloWorld(loop: EventLoop) {
  console.log('Hello World');
  loop.stop();
}

const loop = newEventLoop();
try {
  loop.callSoon(helloWorld, loop);
  await loop.runForever();
} finally {
  loop.close();
}
