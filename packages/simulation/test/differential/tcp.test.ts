import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { compare } from './compare.ts';

const { AF_INET6, MSG_OOB, MSG_PEEK, SOL_SOCKET, SO_LINGER } = linux;

compare('a fresh TCP socket', {
  'reads, writes and has no peer': (w) => {
    const fd = w.socket();
    return [w.recv(fd), w.send(fd), w.peer(fd), w.name(fd), w.ready(fd), w.ready(fd, 1), w.accept(fd)];
  },
  'is shut down': (w) => {
    const fd = w.socket();
    return [w.shutdown(fd, 'write'), w.ready(fd), w.send(fd), w.shutdown(fd, 'read'), w.recv(fd)];
  },
});

compare('a connection over TCP', {
  'before anything is sent': (w) => {
    const [client, server] = w.connected();
    return [w.ready(client), w.ready(server), w.recv(client), w.send(client, ''), w.listen(client, 1)];
  },
  'data, peeked at and read': (w) => {
    const [client, server] = w.connected();
    const sent = w.send(client, 'hello');
    return [sent, w.ready(server), w.recv(server, 3, MSG_PEEK), w.recv(server, 2), w.recv(server), w.recv(server), w.recvfrom(server)];
  },
  'the address of a sender is empty, and that of a receiver ignored': (w) => {
    const [client, server] = w.connected();
    return [w.sendto(client, 'hey', { host: '127.0.0.1', port: 9 }), w.recvfrom(server)];
  },
  'out of band': (w) => w.recv(w.connected()[0], 1, MSG_OOB),
  'over IPv6': (w) => {
    const [client, server] = w.connected(AF_INET6);
    w.send(server, 'hi');
    return [w.recv(client), (w.peer(client) as { host: string }).host, w.setOption(client, linux.IPPROTO_TCP, linux.TCP_NODELAY, 1)];
  },
  'connect tells success once, then EISCONN': (w) => {
    const [listener, address] = w.listening();
    const fd = w.socket();
    const answers = [w.connect(fd, address), w.error(fd), w.connect(fd, address), w.connect(fd, address)];
    return [...answers, w.ready(listener), w.bind(fd, { host: '127.0.0.1', port: 0 })];
  },
  'the addresses of both sides': (w) => {
    const [client, server] = w.connected();
    return [
      JSON.stringify(w.peer(client)) === JSON.stringify(w.name(server)),
      JSON.stringify(w.peer(server)) === JSON.stringify(w.name(client)),
    ];
  },
  'to every interface is to the loopback': (w) => {
    const fd = w.socket();
    w.bind(fd, { host: '0.0.0.0', port: 0 });
    w.listen(fd, 1);
    const { port } = w.name(fd) as { port: number };
    const hosts = ['0.0.0.0', '127.0.0.1', '127.0.0.5'].map((host) => {
      const client = w.socket();
      w.connect(client, { host, port });
      const server = w.accepted(fd);
      return [client, server].map((side) => [w.name(side), w.peer(side)].map((name) => (name as { host: string }).host));
    });
    return [(w.name(fd) as { host: string }).host, hosts];
  },
});

compare('half-closed TCP', {
  'shutdown of writing': (w) => {
    const [client, server] = w.connected();
    w.send(client, 'last');
    const own = [w.shutdown(client, 'write'), w.ready(client), w.send(client), w.peer(client) === 'ENOTCONN'];
    const other = [w.ready(server), w.recv(server), w.recv(server), w.recv(server), w.send(server, 'answer')];
    return [own, other, w.recv(client), w.shutdown(client, 'write')];
  },
  'both sides one after the other': (w) => {
    const [client, server] = w.connected();
    w.send(client, 'kept');
    w.shutdown(client, 'write');
    w.shutdown(server, 'write');
    const states = [client, server].map((fd) => [w.ready(fd), w.peer(fd), w.shutdown(fd, 'both'), w.send(fd)]);
    return [states, w.recv(client), w.recv(server), w.recv(server)];
  },
  'shutdown of reading leaves the peer alone': (w) => {
    const [client, server] = w.connected();
    const own = [w.shutdown(client, 'read'), w.recv(client), w.ready(client)];
    return [own, w.send(server, 'zz'), w.recv(client), w.recv(client)];
  },
  'shutdown of both: the next data is answered with a reset': (w) => {
    const [client, server] = w.connected();
    w.shutdown(client, 'both');
    const before = [w.ready(client), w.ready(server), w.recv(client)];
    return [before, w.send(server), w.recv(client), w.recv(client), w.send(server), w.recv(server), w.peer(client)];
  },
});

compare('a TCP peer that is gone', {
  'closed in good order': (w) => {
    const [client, server] = w.connected();
    w.close(server);
    const first = [w.ready(client), w.recv(client), w.send(client), w.ready(client)];
    return [first, w.recv(client), w.send(client), w.send(client), w.peer(client), w.error(client)];
  },
  'closed in good order, then both ended': (w) => {
    const [client, server] = w.connected();
    w.close(server);
    return [w.shutdown(client, 'write'), w.recv(client), w.peer(client), w.ready(client), w.error(client)];
  },
  'closed with unread data: what came before is read, then ECONNRESET, then the end': (w) => {
    const [client, server] = w.connected();
    w.send(server, 'queued');
    w.send(client, 'unread');
    w.close(server);
    return [w.ready(client), w.recv(client), w.recv(client), w.recv(client), w.send(client), w.peer(client), w.shutdown(client, 'write')];
  },
  'closed with unread data after its end: EPIPE': (w) => {
    const [client, server] = w.connected();
    w.send(client, 'unread');
    w.shutdown(server, 'write');
    w.close(server);
    return [w.recv(client), w.error(client), w.send(client)];
  },
  'the error is told once, by whichever call comes first': (w) =>
    ['error', 'recv', 'send'].map((first) => {
      const [client, server] = w.connected();
      w.send(client, 'unread');
      w.close(server);
      const told = first === 'error' ? w.error(client) : first === 'recv' ? w.recv(client) : w.send(client);
      return [told, w.error(client), w.recv(client), w.send(client), w.ready(client)];
    }),
  'a linger time of zero resets': (w) => {
    const [client, server] = w.connected();
    const answer = w.setOption(client, SOL_SOCKET, SO_LINGER, 1, 0);
    w.close(client);
    return [answer, w.ready(server), w.recv(server), w.recv(server), w.send(server)];
  },
  'a connection that is over cannot be used again, unless connect never told that there was one': (w) =>
    [true, false].map((told) => {
      const [client, server, listener] = w.connected();
      const address = w.name(listener) as { host: string; port: number };
      if (told) w.connect(client, address);
      w.send(server, 'dropped');
      w.send(client, 'unread');
      w.close(server);
      w.error(client);
      return [w.connect(client, address), w.connect(client, address), w.connect(client, address), w.recv(client), w.listen(client, 1)];
    }),
});
