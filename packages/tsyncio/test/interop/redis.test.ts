import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type EventLoop, run } from 'tsyncio';
import { expect, test } from 'vitest';
import { RespClient } from '../../../../examples/resp/client.ts';
import { RespError } from '../../../../examples/resp/parser.ts';
import { describeWith, pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, startChild, startTypeScript } from '../child.ts';
import { newFolder } from '../temporary-folder.ts';
import { startOnFreePort } from './free-port.ts';

interface Redis {
  readonly child: Child;
  readonly port: number;
  readonly path: string;
}

async function startRedis(): Promise<Redis> {
  const folder = newFolder();
  const path = join(folder, 'redis.sock');
  const start = (port: number): Child => {
    const where = ['--bind', '127.0.0.1', '--port', String(port), '--unixsocket', path, '--dir', folder];
    return startChild(pathOfTool('redis-server'), [...where, '--save', '', '--appendonly', 'no', '--daemonize', 'no']);
  };
  return { ...(await startOnFreePort(start, /Ready to accept connections/)), path };
}

type OnMessage = (channel: string, payload: Buffer) => void;
type Connect = (loop: EventLoop, redis: Redis, onMessage?: OnMessage) => Promise<RespClient>;

const overTcp: Connect = async (loop, { port }, onMessage) => {
  const [, client] = await loop.createConnection(() => new RespClient(loop, onMessage), { host: '127.0.0.1', port });
  return client;
};

const overUnix: Connect = async (loop, { path }, onMessage) => {
  const [, client] = await loop.createUnixConnection(() => new RespClient(loop, onMessage), { path });
  return client;
};

describeWith(['redis-server'], 'our client of Redis', () => {
  test.for([
    ['TCP', overTcp],
    ['a Unix socket', overUnix],
  ] as const)('gets 100,000 answers to pipelined commands over %s, in order', async ([, connect]) => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await connect(loop, redis);
      const answers = await Promise.all(Array.from({ length: 100_000 }, () => client.call('INCR', 'counter')));
      expect(answers).toEqual(Array.from({ length: 100_000 }, (_, index) => index + 1));
      client.close();
    });
  });

  test('gets 5 MB of random bytes back unchanged', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await overTcp(loop, redis);
      const bytes = randomBytes(5_000_001);
      const answers = await Promise.all([client.call('SET', 'large', bytes), client.call('GET', 'large'), client.call('PING')]);
      expect(bytes.equals(answers[1] as Buffer)).toBe(true);
      expect([answers[0], answers[2]]).toEqual(['OK', 'PONG']);
      client.close();
    });
  });

  test('is told of what is wrong with one command, while the others are done', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await overTcp(loop, redis);
      const answers = [['SET', 'text', 'x'], ['LPUSH', 'text', 'y'], ['NOSUCH'], ['GET', 'text']].map((command) => client.call(...command));
      const settled = await Promise.allSettled(answers);
      expect(settled).toEqual([
        { status: 'fulfilled', value: 'OK' },
        { status: 'rejected', reason: new RespError('WRONGTYPE Operation against a key holding the wrong kind of value') },
        { status: 'rejected', reason: expect.objectContaining({ message: expect.stringMatching(/^ERR unknown command 'NOSUCH'/) }) },
        { status: 'fulfilled', value: Buffer.from('x') },
      ]);
      client.close();
    });
  });

  test('gets arrays in arrays, nothing, and the errors inside a transaction', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await overTcp(loop, redis);
      const nested = await client.call('EVAL', "return {1, {2, 'a', {}, {{'b'}}}, false}", 0);
      expect(nested).toEqual([1, [2, Buffer.from('a'), [], [[Buffer.from('b')]]], null]);
      expect(await client.call('BLPOP', 'nothing', '0.01')).toBe(null);

      const transaction = [['MULTI'], ['RPUSH', 'list', 'one', 'two'], ['INCR', 'list'], ['LRANGE', 'list', 0, -1], ['EXEC']] as const;
      const answers = await Promise.all(transaction.map((command) => client.call(...command)));
      const [length, error, list] = answers.at(-1) as unknown[];
      expect(answers.slice(0, 4)).toEqual(['OK', 'QUEUED', 'QUEUED', 'QUEUED']);
      expect([length, list]).toEqual([2, [Buffer.from('one'), Buffer.from('two')]]);
      expect(error).toBeInstanceOf(RespError);
      client.close();
    });
  });

  test('hears what others publish, between the answers to its own commands', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const heard: string[] = [];
      const last = loop.createFuture<void>();
      const subscriber = await overTcp(loop, redis, (channel, payload) => {
        heard.push(`${channel}: ${payload}`);
        if (String(payload) === 'last') last.setResult();
      });
      const client = await overTcp(loop, redis);
      // An answer that looks like a message is none before it has subscribed.
      await client.call('RPUSH', 'list', 'message', 'news', 'stored');
      expect(String(await subscriber.call('LRANGE', 'list', 0, -1))).toBe('message,news,stored');
      expect(await subscriber.call('SUBSCRIBE', 'news')).toEqual([Buffer.from('subscribe'), Buffer.from('news'), 1]);
      expect(await subscriber.call('PSUBSCRIBE', 'w*')).toEqual([Buffer.from('psubscribe'), Buffer.from('w*'), 2]);

      const published = Array.from({ length: 1000 }, (_, index) => client.call('PUBLISH', 'news', index));
      const pings = Array.from({ length: 100 }, () => subscriber.call('PING', 'still there'));
      expect(new Set(await Promise.all(published))).toEqual(new Set([1]));
      await client.call('PUBLISH', 'weather', 'last');
      await last;
      expect(heard).toEqual([...Array.from({ length: 1000 }, (_, index) => `news: ${index}`), 'weather: last']);
      for (const pong of await Promise.all(pings)) expect(String(pong)).toBe('pong,still there');

      await subscriber.call('UNSUBSCRIBE', 'news');
      await subscriber.call('PUNSUBSCRIBE', 'w*');
      expect(await client.call('PUBLISH', 'news', 'to nobody')).toBe(0);
      expect(String(await subscriber.call('LRANGE', 'list', 0, -1))).toBe('message,news,stored');
      subscriber.close();
      client.close();
    });
  });

  test('goes on when the task that waits for an answer is cancelled', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await overTcp(loop, redis);
      const waiting = loop.createTask(async () => await client.call('BLPOP', 'queue', 0));
      const after = client.call('ECHO', 'after');
      waiting.cancel();
      await expect(waiting).rejects.toMatchObject({ name: 'CancelledError' });
      const other = await overTcp(loop, redis);
      await other.call('RPUSH', 'queue', 'item');
      expect(String(await after)).toBe('after');
      client.close();
      other.close();
    });
  });

  test('rejects what was not answered when the server is killed, and what is asked after that', async () => {
    const redis = await startRedis();
    await run(async (loop) => {
      const client = await overTcp(loop, redis);
      const answers = Array.from({ length: 1000 }, () => client.call('INCR', 'counter'));
      // The server answers nothing behind it.
      const blocked = [client.call('BLPOP', 'nothing', 0), ...Array.from({ length: 1000 }, () => client.call('INCR', 'counter'))];
      await Promise.all(answers);
      await redis.child.kill('SIGKILL');
      const settled = await Promise.allSettled(blocked);
      expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1001);
      await expect(client.call('PING')).rejects.toThrow('the connection to Redis is closed');
    });
  });
});

describeWith(['redis-server'], 'resp-client', () => {
  test.for(['port', 'path'] as const)('talks to a Redis server at a %s', async (kind) => {
    const redis = await startRedis();
    const said = await outputOf(startTypeScript('examples/resp-client.ts', [String(redis[kind])]));
    expect(said.trimEnd().split('\n')).toEqual([
      'PING: PONG',
      '10,000 times INCR at once, the last: 10000',
      'MULTI: OK',
      'SET: QUEUED',
      'GET: QUEUED',
      'DEL: QUEUED',
      'EXEC: OK,text,1',
      'GET: null',
      expect.stringMatching(/^NOSUCH: Error: ERR unknown command 'NOSUCH'/),
      'PUBLISH: 1 subscriber',
      'heard: "hello" on a channel',
    ]);
  });
});
