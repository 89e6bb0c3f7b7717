import { RespError } from './parser.ts';

export type Database = Map<string, Buffer | Buffer[]>;
type Command = (database: Database, args: readonly Buffer[]) => Buffer;

const ok = Buffer.from('+OK\r\n');
const integer = (value: number) => Buffer.from(`:${value}\r\n`);
const array = (items: readonly Buffer[]) => Buffer.concat([Buffer.from(`*${items.length}\r\n`), ...items]);

function string(value: Buffer | string | undefined): Buffer {
  if (value === undefined) return Buffer.from('$-1\r\n');
  return Buffer.concat([Buffer.from(`$${Buffer.byteLength(value)}\r\n`), Buffer.from(value), Buffer.from('\r\n')]);
}

/** Keys are bytes, whatever they mean. */
const nameOf = (key: Buffer | undefined) => key?.toString('latin1') ?? '';

const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';

function stringAt(database: Database, key: string): Buffer | undefined {
  const stored = database.get(key);
  if (Array.isArray(stored)) throw new RespError(wrongType);
  return stored;
}

function listAt(database: Database, key: string): Buffer[] {
  const stored = database.get(key) ?? [];
  if (!Array.isArray(stored)) throw new RespError(wrongType);
  return stored;
}

/** What arrived is a piece of something larger, which a copy does not keep in memory. */
function set(database: Database, key: string, value: Buffer): Buffer {
  database.set(key, Buffer.from(value));
  return ok;
}

function clear(database: Database): Buffer {
  database.clear();
  return ok;
}

function integerOf(value: Buffer | undefined): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(String(value)) || !Number.isSafeInteger(number)) throw new RespError('ERR value is not an integer or out of range');
  return number;
}

function increase(database: Database, key: string, by: number): Buffer {
  const sum = integerOf(stringAt(database, key) ?? Buffer.from('0')) + by;
  database.set(key, Buffer.from(String(sum)));
  return integer(sum);
}

function push(database: Database, [key, ...values]: readonly Buffer[], end: 'push' | 'unshift'): Buffer {
  const list = listAt(database, nameOf(key));
  for (const value of values) list[end](Buffer.from(value));
  database.set(nameOf(key), list);
  return integer(list.length);
}

function pop(database: Database, key: string, end: 'pop' | 'shift'): Buffer {
  const list = listAt(database, key);
  const value = list[end]();
  if (list.length === 0) database.delete(key);
  return string(value);
}

function range(list: readonly Buffer[], first: number, last: number): Buffer {
  return array(list.slice(first, last === -1 ? undefined : last + 1).map(string));
}

/** Each with the least and the greatest number of its arguments. */
const commands: Readonly<Record<string, readonly [number, number, Command]>> = {
  PING: [0, 1, (_, [message]) => (message ? string(message) : Buffer.from('+PONG\r\n'))],
  ECHO: [1, 1, (_, [message]) => string(message)],
  SET: [2, 2, (database, [key, value = Buffer.alloc(0)]) => set(database, nameOf(key), value)],
  GET: [1, 1, (database, [key]) => string(stringAt(database, nameOf(key)))],
  DEL: [1, Infinity, (database, keys) => integer(keys.filter((key) => database.delete(nameOf(key))).length)],
  EXISTS: [1, Infinity, (database, keys) => integer(keys.filter((key) => database.has(nameOf(key))).length)],
  INCR: [1, 1, (database, [key]) => increase(database, nameOf(key), 1)],
  DECR: [1, 1, (database, [key]) => increase(database, nameOf(key), -1)],
  INCRBY: [2, 2, (database, [key, by]) => increase(database, nameOf(key), integerOf(by))],
  LPUSH: [2, Infinity, (database, args) => push(database, args, 'unshift')],
  RPUSH: [2, Infinity, (database, args) => push(database, args, 'push')],
  LPOP: [1, 1, (database, [key]) => pop(database, nameOf(key), 'shift')],
  RPOP: [1, 1, (database, [key]) => pop(database, nameOf(key), 'pop')],
  LLEN: [1, 1, (database, [key]) => integer(listAt(database, nameOf(key)).length)],
  LRANGE: [3, 3, (database, [key, first, last]) => range(listAt(database, nameOf(key)), integerOf(first), integerOf(last))],
  FLUSHALL: [0, 0, clear],
  DBSIZE: [0, 0, (database) => integer(database.size)],
  // What redis-cli and redis-benchmark ask before they begin.
  CONFIG: [2, 2, (_, [, name]) => array([string(name), string('')])],
  COMMAND: [0, Infinity, () => array([])],
  SELECT: [1, 1, () => ok],
};

/** What the server answers to one command. @throws RespError for what it refuses. */
export function answer(database: Database, [name, ...args]: readonly Buffer[]): Buffer {
  const found = commands[String(name).toUpperCase()];
  if (!found) throw new RespError(`ERR unknown command '${name}'`);
  const [least, most, command] = found;
  if (args.length < least || args.length > most) throw new RespError(`ERR wrong number of arguments for '${name}' command`);
  return command(database, args);
}
