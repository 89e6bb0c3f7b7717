// A server that is replaced without refusing anyone: the new process gets the listening socket itself from the old one.
//
//   node --import tsx examples/hand-over.ts /tmp/hand-over.sock      and again, in another terminal, while the first one runs
import { constants, type EventLoop, type InetAddress, run, type Socket, SystemError, socket, type Transport } from 'tsyncio';

const [path = '/tmp/tsyncio-hand-over.sock'] = process.argv.slice(2);
const { AF_UNIX, SOCK_STREAM } = constants;

const greeting = () => ({
  connectionMade(transport: Transport) {
    transport.write(`hello from process ${process.pid}\n`);
    transport.close();
  },
});

/** The listener of the process before us, or null when we are the first. */
async function inherit(loop: EventLoop): Promise<Socket | null> {
  using channel = socket(AF_UNIX, SOCK_STREAM);
  try {
    await loop.sockConnect(channel, path);
  } catch (error) {
    // Nobody there, or only the file that somebody left.
    if (error instanceof SystemError && /ENOENT|ECONNREFUSED/.test(error.code)) return null;
    throw error;
  }
  using message = await loop.sockRecvmsg(channel, 100, { maxFds: 1 });
  const [fd] = message.fds;
  return fd === undefined ? null : socket(undefined, undefined, undefined, { fd });
}

/** Wait for the process after us, and give it the listener: it stays open there when we close it here. */
async function bequeath(loop: EventLoop, listener: Socket) {
  const { unlinkSync } = await import('node:fs');
  using channel = socket(AF_UNIX, SOCK_STREAM);
  try {
    unlinkSync(path);
  } catch {} // there was none
  channel.bind(path);
  channel.listen(1);
  const [heir] = await loop.sockAccept(channel);
  using _ = heir;
  await loop.sockSendmsg(heir, ['listener'], { fds: [listener.fileno()] });
}

await run(async (loop) => {
  const inherited = await inherit(loop);
  const server = await loop.createServer(greeting, inherited === null ? { host: '127.0.0.1', port: 0 } : { sock: inherited });
  const [listener] = server.sockets;
  const { host, port } = (listener as Socket).getsockname() as InetAddress;
  console.log(`${inherited === null ? 'listening' : 'took over'} on ${host}:${port}`);
  await bequeath(loop, listener as Socket);
  server.close();
  await server.waitClosed();
  console.log('handed over');
});
