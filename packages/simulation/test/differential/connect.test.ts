import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { compare } from './compare.ts';

const { AF_INET6, AF_UNIX, SOL_SOCKET, SO_REUSEADDR } = linux;
const anyPort = { host: '127.0.0.1', port: 0 };

compare('a refused connection', {
  'tells by readiness, then by the first call': (w) => {
    const [, address] = w.bound();
    const fd = w.socket();
    return [w.connect(fd, address), w.ready(fd), w.error(fd), w.error(fd), w.peer(fd), w.recv(fd), w.send(fd)];
  },
  'by reading, writing or connecting again': (w) => {
    const [, address] = w.bound();
    const [reads, writes, connects] = [w.socket(), w.socket(), w.socket()];
    for (const fd of [reads, writes, connects]) w.connect(fd, address);
    return [w.recv(reads), w.recv(reads), w.send(writes), w.send(writes), w.connect(connects, address), w.connect(connects, address)];
  },
  'leaves a socket that can connect elsewhere': (w) => {
    const [, refusing] = w.bound();
    const [listener, address] = w.listening();
    const fd = w.socket();
    w.connect(fd, refusing);
    const told = [w.error(fd), w.connect(fd, address), w.connect(fd, address), w.error(fd)];
    const server = w.accepted(listener);
    return [...told, w.send(server, 'hi'), w.recv(fd)];
  },
  'at port 0': (w) => {
    const fd = w.socket();
    return [w.connect(fd, anyPort), w.error(fd)];
  },
});

compare('connecting', {
  'to an address of another family': (w) => [
    w.connect(w.socket(), { host: '::1', port: 5 }),
    w.connect(w.socket(), '/tmp/x'),
    w.connect(w.socket(), { host: 'localhost', port: 5 }),
    w.connect(w.socket(AF_INET6), { host: '127.0.0.1', port: 5 }),
    w.connect(w.socket(AF_UNIX), anyPort),
  ],
  'when the queue is full waits': (w) => {
    const [listener, address] = w.listening(0);
    const [first, second] = [w.socket(), w.socket()];
    const answers = [w.connect(first, address), w.connect(second, address), w.connect(second, address)];
    return [answers, w.ready(first), w.ready(second), w.send(second), w.recv(second), w.peer(second), w.ready(listener)];
  },
  'is given up by shutdown': (w) => {
    const [, address] = w.listening(0);
    const [first, second] = [w.socket(), w.socket()];
    w.connect(first, address);
    w.connect(second, address);
    return [w.shutdown(second, 'write'), w.ready(second), w.error(second), w.connect(second, address)];
  },
});

compare('a listening TCP socket', {
  'is not for data': (w) => {
    const [listener, address] = w.listening();
    return [w.recv(listener), w.send(listener), w.ready(listener), w.accept(listener), w.connect(listener, address), w.peer(listener)];
  },
  'is readable while a connection waits': (w) => {
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    const before = [w.ready(listener), w.ready(client)];
    w.send(client, 'early');
    const server = w.accepted(listener);
    return [before, w.recv(server), w.ready(listener), w.accept(listener)];
  },
  'gives connections whose client has gone already': (w) => {
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    w.send(client, 'was here');
    w.close(client);
    const server = w.accepted(listener);
    return [w.recv(server), w.recv(server)];
  },
  'without a name gets one': (w) => {
    const fd = w.socket();
    return [w.listen(fd, 1), (w.name(fd) as { port: number }).port > 0, w.listen(fd, 5)];
  },
  'stops to listen when reading is shut down': (w) => {
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    const before = [w.shutdown(listener, 'write'), w.ready(listener)];
    const after = [w.shutdown(listener, 'read'), w.accept(listener), w.ready(listener), w.error(client), w.listen(listener, 1)];
    return [before, after];
  },
  'closed resets the connections that nobody accepted': (w) => {
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    w.close(listener);
    return [w.ready(client), w.recv(client), w.recv(client), w.send(client)];
  },
});

compare('names of TCP sockets', {
  'bound twice': (w) => {
    const [fd] = w.bound();
    return w.bind(fd, anyPort);
  },
  'not of this machine, or of another family': (w) => [
    w.bind(w.socket(), { host: '203.0.113.7', port: 0 }),
    w.bind(w.socket(), { host: '::1', port: 0 }),
    w.bind(w.socket(), '/tmp/x'),
    w.bind(w.socket(AF_INET6), anyPort),
    w.bind(w.socket(AF_UNIX), anyPort),
  ],
  'in use, with and without SO_REUSEADDR': (w) => {
    const [listener, address] = w.listening();
    const fd = w.socket();
    const plain = w.bind(fd, address);
    w.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    const one = w.bind(fd, address);
    w.setOption(listener, SOL_SOCKET, SO_REUSEADDR, 1);
    return [
      plain,
      one,
      w.bind(fd, address),
      w.bind(w.socket(), { ...address, host: '0.0.0.0' }),
      w.bind(w.socket(), { ...address, host: '127.0.0.2' }),
    ];
  },
  'shared until one listens': (w) => {
    const [one, other] = [w.socket(), w.socket()];
    for (const fd of [one, other]) w.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    w.bind(one, anyPort);
    const address = w.name(one) as { host: string; port: number };
    return [w.bind(other, address), w.listen(one, 1), w.listen(other, 1)];
  },
  'kept by connections when their listener is closed': (w) => {
    const [, server, listener] = w.connected();
    const address = w.name(listener) as { host: string; port: number };
    w.close(listener);
    return [w.bind(w.socket(), address), w.recv(server)];
  },
  'written in their shortest form': (w) => {
    const fd = w.socket(AF_INET6);
    w.bind(fd, { host: '0:0:0:0:0:0:0:1', port: 0 });
    return (w.name(fd) as { host: string }).host;
  },
});
