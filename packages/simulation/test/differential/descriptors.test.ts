import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare, type Scenario } from './compare.ts';

const { AF_UNIX, MSG_OOB, MSG_PEEK, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } = linux;
const NEVER_OPEN = 2 ** 30;

/** The far side of a pair whose near side is sent over `carrier` and closed here. */
function sendAway(w: World, carrier: number, text = 'x'): number {
  const [near, far] = w.pair();
  w.sendmsg(carrier, [text], { fds: [near] });
  w.close(near);
  return far;
}

/** Whether the other side of a connected pair is still open somewhere. */
function isHeld(w: World, far: number): unknown {
  return [w.ready(far), w.recv(far)];
}

const overEveryType: Readonly<Record<string, (w: World, type: number) => unknown>> = {
  'stand for the same open file under new numbers': (w, type) => {
    const [left, right] = w.pair(type);
    const far = sendAway(w, left);
    const { fds, parts } = w.message(right);
    const [received = -1] = fds;
    const answers = [w.send(far, 'there'), w.recv(received), w.send(received, 'back'), w.recv(far)];
    return [fds.length, parts, answers, w.close(received), isHeld(w, far)];
  },
  'share what belongs to the open file, under two numbers at once': (w, type) => {
    const [left, right] = w.pair(type);
    const [near, far] = w.pair();
    w.sendmsg(left, ['x'], { fds: [near, near] });
    const [one = -1, other = -1] = w.message(right).fds;
    w.kernel.sockets.setblocking(one, true);
    w.send(far, 'hello');
    const shared = [one, other, near].map((fd) => [w.kernel.sockets.getblocking(fd), w.ready(fd)]);
    w.kernel.sockets.setblocking(one, false);
    const read = [w.recv(one, 2), w.recv(other, 2), w.recv(near, 2)];
    return [shared, read, w.close(one), w.close(near), isHeld(w, far), w.close(other), isHeld(w, far)];
  },
  'are refused when one of them is not open, or when there are too many': (w, type) => {
    const [left, right] = w.pair(type);
    const fds = (count: number): number[] => new Array<number>(count).fill(left);
    return [
      w.sendmsg(left, ['a'], { fds: [left, NEVER_OPEN] }),
      w.sendmsg(left, ['a'], { fds: [-1] }),
      [254, 512, 513].map((count) => w.sendmsg(left, ['a'], { fds: fds(count) })),
      w.recvmsg(right),
      w.sendmsg(left, ['b'], { fds: fds(253) }),
      w.recvmsg(right, [10], { maxFds: 253 }),
    ];
  },
  'that are more than wanted are closed': (w, type) => {
    const [left, right] = w.pair(type);
    const pairs = [w.pair(), w.pair(), w.pair()];
    w.sendmsg(left, ['x'], { fds: pairs.map(([near]) => near) });
    for (const [near] of pairs) w.close(near);
    const received = w.recvmsg(right, [10], { maxFds: 2 });
    const far = sendAway(w, left);
    return [received, pairs.map(([, other]) => isHeld(w, other)), w.recvmsg(right, [10], { maxFds: 0 }), isHeld(w, far)];
  },
  'are closed by a call that cannot take them': (w, type) => {
    const [left, right] = w.pair(type);
    const calls = [() => w.recv(right), () => w.recvfrom(right), () => w.kernel.sockets.recvInto(right, new Uint8Array(9), 0)];
    return calls.map((call) => {
      const far = sendAway(w, left, 'abc');
      return [isHeld(w, far), call(), isHeld(w, far)];
    });
  },
  'come again after a look at them': (w, type) => {
    const [left, right] = w.pair(type);
    const far = sendAway(w, left, 'abc');
    const [looked = -1] = w.message(right, [2], { flags: MSG_PEEK }).fds;
    const answers = [w.send(far, 'one'), w.recv(looked), w.close(looked), isHeld(w, far), w.recv(right, 9, MSG_PEEK), isHeld(w, far)];
    const [taken = -1] = w.message(right).fds;
    return [answers, w.send(far, 'two'), w.recv(taken), w.close(taken), isHeld(w, far)];
  },
  'are closed with a receiver that never read them': (w, type) => {
    const [left, right] = w.pair(type);
    const far = sendAway(w, left);
    return [isHeld(w, far), w.close(right), isHeld(w, far)];
  },
  'survive their sender': (w, type) => {
    const [left, right] = w.pair(type);
    const far = sendAway(w, left);
    w.close(left);
    const { fds, parts } = w.message(right);
    return [parts, fds.length, w.send(far, 'hi'), w.recv(fds[0] as number)];
  },
  'that went nowhere stay with who has them': (w, type) => {
    const [left, right] = w.pair(type);
    w.close(right);
    const [near, far] = w.pair();
    const sent = w.sendmsg(left, ['x'], { fds: [near] });
    return [sent, w.send(far, 'hi'), w.recv(near), w.close(near), isHeld(w, far)];
  },
  'may be the socket of their own message': (w, type) => {
    const [left, right] = w.pair(type);
    w.sendmsg(left, ['me'], { fds: [left] });
    w.close(left);
    const [received = -1] = w.message(right).fds;
    return [w.send(right, 'still?'), w.recv(received), w.send(received, 'yes'), w.recv(right)];
  },
  'may carry others': (w, type) => {
    const [left, right] = w.pair(type);
    const [inner, outer] = w.pair(type);
    const far = sendAway(w, inner, 'in');
    w.close(inner);
    w.sendmsg(left, ['out'], { fds: [outer] });
    w.close(outer);
    const held = isHeld(w, far);
    const [received = -1] = w.message(right).fds;
    const within = w.message(received);
    return [held, within.parts, w.send(far, 'deep'), w.recv(within.fds[0] as number)];
  },
  'are not told of under a number that was closed and taken off': (w, type) => {
    const { poller, turns } = w.kernel;
    const [left, right] = w.pair(type);
    const [near, far] = w.pair();
    poller.register(near, 1);
    w.sendmsg(left, ['x'], { fds: [near] });
    const closed = [w.close(near), poller.unregister(near) < 0, poller.modify(near, 1) < 0];
    w.send(far, 'hi');
    const polled = [turns.poll(), poller.events[0] === near, poller.events[1]];
    const [received = -1] = w.message(right).fds;
    // It has the number under which it was watched.
    const again = [received === near, poller.register(received, 1) < 0, turns.poll(), w.close(received), turns.poll()];
    return [closed, polled, again];
  },
};

for (const [name, type] of Object.entries({ streams: SOCK_STREAM, datagrams: SOCK_DGRAM, seqpacket: SOCK_SEQPACKET })) {
  const scenarios = Object.entries(overEveryType).map(([title, scenario]): [string, Scenario] => [title, (w) => scenario(w, type)]);
  compare(`descriptors over Unix ${name}`, Object.fromEntries(scenarios));
}

compare('descriptors in a Unix stream', {
  'end what one call reads': (w) => {
    const [left, right] = w.pair();
    for (const [text, fds] of [['a'], ['b', [left]], ['c'], ['d'], ['e', [left]], ['f', [left]]] as [string, number[]?][])
      w.sendmsg(left, [text], { fds: fds ?? [] });
    return [1, 2, 3, 4].map(() => w.recvmsg(right));
  },
  'end what a plain call reads, too': (w) => {
    const [left, right] = w.pair();
    for (const fds of [[], [left], []]) w.sendmsg(left, ['ab'], { fds });
    return [w.recv(right, 100, MSG_PEEK), w.recv(right), w.recv(right)];
  },
  'are found by a look, however few bytes it takes': (w) => {
    const [left, right] = w.pair();
    for (const fds of [[], [], [left], [left, right]]) w.sendmsg(left, ['ab'], { fds });
    return [[], [0], [1], [2], [5], [9]].map((sizes) => w.recvmsg(right, sizes, { flags: MSG_PEEK }));
  },
  'come with the first byte of their message': (w) => {
    const [left, right] = w.pair();
    w.sendmsg(left, ['abc'], { fds: [left, right] });
    w.send(left, 'def');
    return [w.recvmsg(right, [1]), w.recvmsg(right)];
  },
  'come to a call for no bytes': (w) => {
    const [left, right] = w.pair();
    const empty = w.recvmsg(right, []);
    w.send(left, 'a');
    w.sendmsg(left, ['bc'], { fds: [left] });
    return [empty, w.recvmsg(right, []), w.recvmsg(right, [1]), w.recvmsg(right, [0]), w.recvmsg(right)];
  },
  'are gone with a message of no bytes': (w) => {
    const [left, right] = w.pair();
    return [w.sendmsg(left, [''], { fds: [left] }), w.sendmsg(left, [], { fds: [left] }), w.recvmsg(right)];
  },
  'wait with a connection that nobody accepted': (w) => {
    const [listener, name] = w.unixListening();
    const client = w.socket(AF_UNIX);
    w.connect(client, name);
    const far = sendAway(w, client);
    const server = w.accepted(listener);
    const received = w.recvmsg(server);
    const other = w.socket(AF_UNIX);
    w.connect(other, name);
    const lost = sendAway(w, other);
    return [received, isHeld(w, far), isHeld(w, lost), w.close(listener), isHeld(w, lost)];
  },
  'before everything else that is wrong': (w) => [
    w.sendmsg(w.socket(AF_UNIX), ['x'], { fds: [NEVER_OPEN] }),
    w.sendmsg(w.pair()[0], ['x'], { fds: [NEVER_OPEN], to: '/nonexistent/tsyncio-nobody' }),
  ],
});

compare('descriptors in Unix datagrams', {
  'come with messages of no bytes': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    return [w.sendmsg(left, [], { fds: [left] }), w.recvmsg(right), w.recvmsg(right)];
  },
  'by name': (w) => {
    const [one, other] = [w.socket(AF_UNIX, SOCK_DGRAM), w.socket(AF_UNIX, SOCK_DGRAM)];
    w.bind(one, '');
    const to = w.name(one) as string;
    return [w.sendmsg(other, ['a', 'b'], { fds: [other], to }), w.recvmsg(one), w.sendmsg(other, ['x'], { fds: [NEVER_OPEN], to: '\0' })];
  },
  'not out of band': (w) => w.sendmsg(w.pair(SOCK_DGRAM)[0], ['x'], { fds: [NEVER_OPEN], flags: MSG_OOB }),
});

compare('descriptors over the Internet families are left out', {
  TCP: (w) => {
    const [client, server] = w.connected();
    const sent = [[client], [NEVER_OPEN], new Array<number>(300).fill(client)].map((fds) => w.sendmsg(client, ['ab'], { fds }));
    return [sent, w.recvmsg(server)];
  },
  UDP: (w) => {
    const [fd, to] = w.bound(SOCK_DGRAM);
    const sent = [[fd], [NEVER_OPEN]].map((fds) => w.sendmsg(fd, ['ab'], { fds, to }));
    const { parts, fds, cut } = w.message(fd);
    return [sent, parts, fds, cut];
  },
});
