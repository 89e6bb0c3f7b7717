// Logs in to PostgreSQL over a connection that goes on with TLS, and prints the rows of a query.
//
//   node --import tsx examples/postgres-tls.ts postgres://user:password@localhost:5432/postgres root.crt 'SELECT version()'
import { readFileSync } from 'node:fs';
import { run } from 'tsyncio';
import { PostgresClient } from './postgres/client.ts';

const [where = '', authority = '', sql = 'SELECT version()'] = process.argv.slice(2);
const { hostname: host, port, username, password, pathname } = new URL(where);
const login = { user: decodeURIComponent(username), password: decodeURIComponent(password), database: pathname.slice(1) };

await run(async (loop) => {
  const [, client] = await loop.createConnection(() => new PostgresClient(loop), { host, port: Number(port || 5432) });
  try {
    await client.secure({ ca: readFileSync(authority) }, host);
    await client.logIn(login);
    for (const row of await client.query(sql)) console.log(row.join('\t'));
  } finally {
    client.close();
  }
});
