import { type AddressQuery, SystemError } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { simulate } from './simulation.ts';

const { AF_INET, AF_INET6, SOCK_STREAM, SOCK_DGRAM, IPPROTO_UDP, AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST } = linux;

const query = (given: Partial<AddressQuery>): AddressQuery => ({
  host: '127.0.0.1',
  service: '80',
  family: 0,
  type: 0,
  proto: 0,
  flags: 0,
  ...given,
});

const cases: [string, AddressQuery][] = [
  ['an IPv4 address', query({})],
  ['an IPv6 address, in its shortest form', query({ host: '0:0::1', type: SOCK_STREAM })],
  ['every interface', query({ host: null, type: SOCK_STREAM, flags: AI_PASSIVE })],
  ['the loopback', query({ host: null, type: SOCK_STREAM })],
  ['no service', query({ service: null, type: SOCK_DGRAM })],
  ['one protocol', query({ proto: IPPROTO_UDP })],
  ['the name it has', query({ type: SOCK_STREAM, flags: AI_CANONNAME })],
  ['an address of another family', query({ host: '::1', family: AF_INET })],
  ['neither host nor service', query({ host: null, service: null })],
  ['a family that does not exist', query({ family: 77 })],
  ['a type that does not fit the protocol', query({ type: SOCK_STREAM, proto: IPPROTO_UDP })],
  ['a service that does not exist', query({ service: 'no-such-service', type: SOCK_STREAM })],
  ['a name where a number has to be', query({ host: 'no-number', flags: AI_NUMERICHOST })],
  ['flags that do not exist', query({ flags: 1 << 30 })],
];

describe.skipIf(process.platform !== 'linux')('getaddrinfo: the same as on Linux (skipped elsewhere)', () => {
  test.each(cases)('%s', async (_title, asked) => {
    const native = nativeKernel();
    const answers = [simulatedKernel(), native].map(({ resolver }) =>
      resolver
        .getaddrinfo(asked)
        .catch(({ name, code, errno, syscall, message }: SystemError) => ({ name, code, errno, syscall, message })),
    );
    const [simulated, real] = await Promise.all(answers);
    native.close();
    expect(simulated).toEqual(real);
  });
});

describe('getaddrinfo', () => {
  test('knows localhost', () =>
    simulate(async (loop) => {
      const answers = await loop.getaddrinfo('localhost', 80, { type: SOCK_STREAM });
      expect(answers.map(({ family, address }) => [family, address.host])).toEqual([
        [AF_INET6, '::1'],
        [AF_INET, '127.0.0.1'],
      ]);
      expect(await loop.getaddrinfo('localhost', 80, { family: AF_INET, type: SOCK_STREAM })).toHaveLength(1);
    }));

  test.each(['example.test', '', '127.1'])('does not know %j', (host) =>
    simulate(async (loop) => {
      const error = await loop.getaddrinfo(host, 80).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SystemError);
      expect(error).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    }),
  );

  test('refuses a port above 65535', () =>
    simulate(async (loop) => {
      await expect(loop.getaddrinfo('127.0.0.1', 65_536)).rejects.toMatchObject({ code: 'EAI_SERVICE' });
    }));

  test('takes a turn but no time', () =>
    simulate(async (loop) => {
      const order: string[] = [];
      loop.callLater(1, () => order.push('timer'));
      loop.callSoon(() => order.push('next turn'));
      await loop.getaddrinfo('localhost', 80);
      expect([order, loop.time()]).toEqual([['next turn'], 0]);
    }));
});
