import type { Adaptation } from './adaptation.ts';
import type { Value } from './trace.ts';

const OPTIONS = 'options that do not go together, and sockets of the wrong kind, are refused with a TypeError: a RangeError is for numbers';

const NO_ADDRESSES = 'a name without addresses is told as the resolver tells it: ENOTFOUND of getaddrinfo';
const DATAGRAM_FAILED = {
  message: 'protocol.datagram_received() failed',
  keys: ['exception', 'message', 'protocol', 'transport'],
  exception: { error: 'ValueError' },
};

/** Lines of `refusal`, of errors without a code. */
function refusals(error: string, ...events: readonly string[]): (readonly [string, ...Value[]])[] {
  return events.map((event) => [event, { error }, null]);
}

/** Those of transports, protocols and servers. */
export const netAdaptations: readonly Adaptation[] = [
  {
    name: 'transports/closed-when-resumed',
    reason: 'asyncio tells the loss twice over, and reports an AttributeError of its own when it finds nobody to tell the second time',
    trace: (['close', 'abort'] as const).flatMap((method) => [
      [`${method} in resume: made`],
      [`${method} in resume: data`, { bytes: 'x' }],
      [`${method} in resume: pause`],
      [`${method} in resume: resume`],
      [`${method} in resume: lost`, null],
      ['received', 'all'],
    ]),
  },
  {
    name: 'protocols/buffer-without-room',
    reason: 'an empty buffer is a RangeError, as every value out of range',
    trace: (['ValueError', 'TypeError'] as const).flatMap((error) => [
      ['one made'],
      ['one get', -1],
      [
        'report',
        {
          message: 'Fatal error: protocol.get_buffer() call failed.',
          keys: ['exception', 'message', 'protocol', 'transport'],
          exception: { error },
        },
      ],
      ['one lost', { error }],
    ]),
  },
  {
    name: 'connections/refused-options',
    reason: OPTIONS,
    trace: [...refusals('TypeError', 'both', 'host', 'port', 'none', 'datagrams'), ['still open', true, true]],
  },
  {
    name: 'connections/tls-options-without-tls',
    reason: OPTIONS,
    trace: refusals('TypeError', 'refused', 'refused', 'refused', 'refused'),
  },
  {
    name: 'servers/refused-options',
    reason: OPTIONS,
    trace: [...refusals('TypeError', 'both', 'port', 'none', 'datagrams'), ['still open', true, true]],
  },
  ...['unix/refused-connections', 'unix/refused-servers'].map(
    (name): Adaptation => ({
      name,
      reason: OPTIONS,
      trace: [...refusals('TypeError', 'both', 'none', 'an Internet socket', 'datagrams'), ['still open', true, true]],
    }),
  ),
  {
    name: 'unix/tls-options',
    reason: OPTIONS,
    trace: refusals('TypeError', 'name', 'no name', 'timeout', 'timeout', 'server timeout', 'server timeout', 'of nothing'),
  },
  {
    name: 'tls/refused-options',
    reason: OPTIONS,
    trace: [
      ...refusals('TypeError', 'no name', 'no host'),
      ...refusals('ValueError', 'timeout', 'timeout', 'timeout', 'timeout'),
      ...refusals('TypeError', 'of nothing'),
    ],
  },
  { name: 'tls/server-options-without-tls', reason: OPTIONS, trace: refusals('TypeError', 'refused', 'refused') },
  {
    name: 'connections/accepted-refused',
    reason: OPTIONS,
    trace: [...refusals('TypeError', 'datagrams', 'timeout', 'timeout'), ['still open', true, true]],
  },
  {
    name: 'connections/no-addresses',
    reason: NO_ADDRESSES,
    trace: [
      ['no address', { error: 'gaierror' }],
      ['no local address', { error: 'gaierror' }],
    ],
  },
  {
    name: 'servers/no-addresses',
    reason: NO_ADDRESSES,
    trace: [
      ['none', { error: 'gaierror' }],
      ['not ours', { error: 'OSError' }],
    ],
  },
  {
    name: 'pipes/no-pipe',
    reason: 'a descriptor of the wrong kind is refused with a TypeError: a RangeError is for numbers',
    trace: refusals('TypeError', 'read', 'write'),
  },
  {
    name: 'tls/sendfile-by-the-system',
    reason: 'what the system cannot send is a SendfileNotAvailableError everywhere; asyncio has its base class RuntimeError here',
    trace: [
      ['refused', { error: 'SendfileNotAvailableError' }],
      ['then read', 400_000, false],
    ],
  },
  {
    name: 'sendfile/nothing',
    reason: 'the file stands at the offset and what was sent, however little that is; asyncio does not move it when it sent nothing',
    trace: [
      ['sender made'],
      ['open', false, true, 0],
      ['sender lost', null],
      ['sent', 0, true, 'then read', 0],
      ['sender made'],
      ['open', false, true, 0],
      ['sender lost', null],
      ['sent', 0, true, 'then read', 0],
    ],
  },
  {
    name: 'tls/start-cancelled',
    reason: 'a protocol that was told of its connection is told of its loss, also when startTls is cancelled; asyncio forgets it',
    trace: [['cancelled', { error: 'CancelledError' }], ['the end', 0], ['client made'], ['client lost', null]],
  },
  {
    name: 'datagrams/refused-options',
    reason: OPTIONS,
    trace: [...refusals('TypeError', 'nothing', 'two families', 'a stream'), ['still open', true]],
  },
  {
    name: 'datagrams/options-beside-a-socket',
    reason: OPTIONS,
    trace: [...refusals('TypeError', ...Array<string>(7).fill('refused')), ['still open', true]],
  },
  {
    name: 'datagrams/only-to-the-peer',
    reason: OPTIONS,
    trace: [
      ['server made'],
      ['other made'],
      ['client made'],
      ['server data', { bytes: 'to the peer' }],
      ['server data', { bytes: 'again' }],
      ['to another', { error: 'TypeError' }],
      ['open', false, 0],
    ],
  },
  {
    name: 'datagrams/no-addresses',
    reason: NO_ADDRESSES,
    trace: [
      ['local', { error: 'gaierror' }],
      ['remote', { error: 'gaierror' }],
    ],
  },
  {
    name: 'datagrams/received-fails',
    reason:
      'the report names the protocol and the transport, as of all callbacks of protocols; asyncio has the handle of an internal callback',
    trace: [
      ['server made'],
      ['client made'],
      ['server data', { bytes: 'one' }],
      ['report', DATAGRAM_FAILED],
      ['server data', { bytes: 'two' }],
      ['report', DATAGRAM_FAILED],
      ['open', false, 0],
    ],
  },
  {
    name: 'connections/close-fails-too',
    reason: 'as in CPython from 3.14 on; before, the error of closing takes the place of the other',
    trace: [['failed', { error: 'ValueError' }]],
  },
  {
    name: 'tls/buffer-without-room',
    reason:
      'an empty buffer is reported and ends the connection with a RangeError, as without TLS; asyncio takes it for the end of the stream',
    trace: [
      ['reported', { error: 'ValueError' }],
      ['lost', { error: 'ValueError' }],
    ],
  },
];
