import { type EventLoop, run, type TlsOptions } from 'tsyncio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresClient } from '../../../../examples/postgres/client.ts';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { startTypeScript } from '../child.ts';
import { certificateFiles } from './certificates.ts';
import { clientTls } from './places.ts';
import { PostgresCluster, superuser } from './start-postgres.ts';

interface Login {
  readonly user: string;
  readonly password: string;
}

describeWith(['initdb', 'postgres', 'openssl'], 'our client of PostgreSQL, which begins in the clear and goes on with TLS', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await PostgresCluster.create();
  });
  afterAll(() => cluster.remove());

  async function withServer<T>(use: (port: number) => Promise<T>, options?: { readonly ssl: boolean }): Promise<T> {
    const { child, port } = await cluster.start(options);
    try {
      return await use(port);
    } finally {
      await child.kill('SIGINT');
    }
  }

  /** A client that has logged in; closed at the end. */
  async function withClient(
    port: number,
    { user, password }: Login,
    use: (client: PostgresClient, loop: EventLoop) => Promise<void>,
    ssl: TlsOptions = clientTls(),
  ): Promise<void> {
    await run(async (loop) => {
      const [, client] = await loop.createConnection(() => new PostgresClient(loop), { host: '127.0.0.1', port });
      try {
        await client.secure(ssl, '127.0.0.1');
        await client.logIn({ user, password, database: 'postgres' });
        await use(client, loop);
      } finally {
        client.close();
      }
    });
  }

  test('logs in with SCRAM, with a password and without one, and gets rows', async () => {
    await withServer(async (port) => {
      await withClient(port, superuser, async (client) => {
        await client.query("CREATE ROLE clear LOGIN PASSWORD 'plain'; CREATE ROLE trusted LOGIN");
        expect(await client.query("SELECT 1, 'h\u00e4llo', NULL, ''")).toEqual([['1', 'h\u00e4llo', null, '']]);
        expect(await client.query('SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual([['t', 'TLSv1.3']]);
      });
      for (const login of [
        { user: 'clear', password: 'plain' },
        { user: 'trusted', password: '' },
      ]) {
        await withClient(port, login, async (client) => expect(await client.query('SELECT current_user')).toEqual([[login.user]]));
      }
    });
  });

  test('gets 100,000 rows, and goes on after an error', async () => {
    await withServer((port) =>
      withClient(port, superuser, async (client) => {
        const rows = await client.query("SELECT i, repeat('x', i % 100) FROM generate_series(1, 100000) AS i");
        expect(rows).toHaveLength(100_000);
        expect(rows.every(([number, text], index) => Number(number) === index + 1 && text?.length === (index + 1) % 100)).toBe(true);
        expect(await failureOf(() => client.query('SELECT 1 / 0'))).toMatchObject({ code: '22012', message: 'division by zero' });
        expect(await client.query('SELECT 2')).toEqual([['2']]);
      }),
    );
  });

  test('is told that the password is wrong, the authority unknown, or that there is no TLS', async () => {
    const nothing = async () => {};
    await withServer(async (port) => {
      const wrong = await failureOf(() => withClient(port, { ...superuser, password: 'wrong' }, nothing));
      expect(wrong).toMatchObject({ code: '28P01', message: 'password authentication failed for user "boss"' });
      expect((await failureOf(() => withClient(port, superuser, nothing, {}))).code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    });
    await withServer(
      async (port) => {
        expect((await failureOf(() => withClient(port, superuser, nothing))).message).toBe('the server has no TLS');
      },
      { ssl: false },
    );
  });

  test('rejects the query during which the server is stopped', async () => {
    await withServer((port) =>
      withClient(port, superuser, async (client, loop) => {
        const stopped = failureOf(() => client.query('SELECT pg_sleep(60)'));
        const [[pid] = []] = await askAnother(loop, port, 'SELECT pid FROM pg_stat_activity WHERE query LIKE $$%sleep(60)$$');
        process.kill(Number(pid), 'SIGTERM');
        expect((await stopped).message).toBe('the connection to PostgreSQL is closed');
      }),
    );
  });

  /** Ask until there is an answer. */
  async function askAnother(loop: EventLoop, port: number, sql: string): Promise<(string | null)[][]> {
    const [, client] = await loop.createConnection(() => new PostgresClient(loop), { host: '127.0.0.1', port });
    await client.secure(clientTls(), '127.0.0.1');
    await client.logIn({ ...superuser, database: 'postgres' });
    try {
      for (;;) {
        const rows = await client.query(sql);
        if (rows.length > 0) return rows;
      }
    } finally {
      client.close();
    }
  }

  test("the program postgres-tls prints a query's rows", async () => {
    await withServer(async (port) => {
      const url = `postgres://${superuser.user}:${encodeURIComponent(superuser.password)}@127.0.0.1:${port}/postgres`;
      const args = [url, certificateFiles()['ca.crt'], 'SELECT i, i * i FROM generate_series(1, 3) AS i'];
      const { code, stdout, stderr } = await startTypeScript('examples/postgres-tls.ts', args).ended;
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '1\t1\n2\t4\n3\t9\n', stderr: '' });
    });
  });
});
