import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { outputOf, startChild, startTypeScript } from '../child.ts';

async function startServer(): Promise<string> {
  const server = startTypeScript('examples/resp-server.ts');
  const [, port = ''] = await server.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);
  return port;
}

describeWith(['redis-benchmark'], 'resp-server', () => {
  test('answers redis-cli', async () => {
    const port = await startServer();
    const ask = async (...command: readonly string[]) => (await outputOf(startChild('redis-cli', ['-p', port, ...command]))).trimEnd();
    expect(await ask('PING')).toBe('PONG');
    expect(await ask('SET', 'greeting', 'hällo\r\nthere')).toBe('OK');
    expect(await ask('GET', 'greeting')).toBe('hällo\r\nthere');
    expect(await ask('RPUSH', 'list', 'b', 'c')).toBe('2');
    expect(await ask('LPUSH', 'list', 'a')).toBe('3');
    expect(await ask('LRANGE', 'list', '0', '-1')).toBe('a\nb\nc');
    expect(await ask('INCR', 'list')).toMatch(/^WRONGTYPE /);
    expect(await ask('INCR', 'greeting')).toBe('ERR value is not an integer or out of range');
    expect(await ask('GET')).toBe("ERR wrong number of arguments for 'GET' command");
    expect(await ask('NOSUCH\r\n+OK')).toBe("ERR unknown command 'NOSUCH  +OK'");
    expect(await ask('DEL', 'list', 'greeting', 'other')).toBe('2');
    expect(await ask('--no-raw', 'GET', 'greeting')).toBe('(nil)');
  });

  test('says what is no command, and closes', async () => {
    const socket = connect(Number(await startServer()), '127.0.0.1');
    socket.write('PING\r\n:1\r\n?\r\nPING\r\n');
    expect(await text(socket)).toBe('+PONG\r\n-ERR a command is an array of strings\r\n-ERR Protocol error: this is not RESP: "?"\r\n');
  });

  test('serves redis-benchmark: 100,000 of each command from 50 clients that pipeline 16', { timeout: 180_000 }, async () => {
    const port = await startServer();
    const said = await outputOf(startChild('redis-benchmark', ['-p', port, '-n', '100000', '-P', '16', '-t', 'ping,set,get,incr', '-q']));
    const results = [...said.matchAll(/^(\w+): ([\d.]+) requests per second/gm)].map(([, name, rate]) => [name, Number(rate) > 0]);
    expect(results).toEqual(['PING_INLINE', 'PING_MBULK', 'SET', 'GET', 'INCR'].map((name) => [name, true]));
    expect((await outputOf(startChild('redis-cli', ['-p', port, 'GET', 'counter:__rand_int__']))).trimEnd()).toBe('100000');
  });
});
