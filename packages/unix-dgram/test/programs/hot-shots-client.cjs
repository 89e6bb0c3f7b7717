// hot-shots as it was published, in a project whose `unix-dgram` is ours. argv: the server program, and a folder for its socket.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const StatsD = require('hot-shots');

const path = join(process.argv[3], 'statsd.sock');
const server = spawn('python3', [process.argv[2], path], { stdio: ['pipe', 'pipe', 'inherit'] });
server.once('error', (error) => {
  throw new Error(`python3 is needed, and could not be started: ${error.message}`);
});
const answers = createInterface(server.stdout)[Symbol.asyncIterator]();
const answer = async () => JSON.parse((await answers.next()).value);
const tell = (command) => {
  server.stdin.write(`${command}\n`);
  return answer();
};

const close = (client) => new Promise((resolve, reject) => client.close((error) => (error ? reject(error) : resolve())));
// Every metric a message of its own.
const unbuffered = { protocol: 'uds', path, maxBufferSize: 1, prefix: 'shop.' };

async function everyKind() {
  const client = new StatsD({ ...unbuffered, globalTags: { env: 'test' } });
  client.increment('orders');
  client.decrement('stock', 3);
  client.gauge('carts', 12.5, ['region:eu']);
  client.timing('checkout', 250);
  client.histogram('size', 7);
  client.distribution('latency', 3);
  client.set('visitors', 'anna');
  client.event('deploy', 'done');
  client.check('db', client.CHECKS.OK);
  const messages = await tell('take 9');
  await close(client);
  return messages;
}

async function buffered() {
  const client = new StatsD({ protocol: 'uds', path });
  for (let count = 0; count < 3; count++) client.gauge('count', count);
  const [message] = await Promise.all([tell('take 1'), close(client)]);
  return message;
}

async function congested() {
  const client = new StatsD({ ...unbuffered, udsRetryOptions: { retries: 20_000, retryDelayMs: 1, maxRetryDelayMs: 10 } });
  const count = 1000;
  const errors = [];
  const sent = Array.from(
    { length: count },
    (_, index) =>
      new Promise((resolve) => {
        client.gauge('n', index, (error) => {
          if (error) errors.push(error.message);
          resolve();
        });
      }),
  );
  const messages = await tell(`take ${count}`);
  await Promise.all(sent);
  await close(client);
  return { errors, received: new Set(messages).size };
}

async function restarted() {
  const codes = [];
  const client = new StatsD({ ...unbuffered, udsGracefulRestartRateLimit: 1, errorHandler: (error) => codes.push(error.code) });
  client.increment('before');
  const before = await tell('take 1');
  await tell('restart');
  // Is refused, and makes hot-shots connect again.
  await new Promise((resolve) => client.increment('lost', resolve));
  client.increment('after');
  const after = await tell('take 1');
  await close(client);
  return { before, codes, after };
}

async function main() {
  await answer();
  const results = { everyKind: await everyKind(), buffered: await buffered(), congested: await congested(), restarted: await restarted() };
  server.stdin.end();
  await once(server, 'close');
  console.log(JSON.stringify(results));
}

main();
