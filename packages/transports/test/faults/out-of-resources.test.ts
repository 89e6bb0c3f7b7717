import { expect, test } from 'vitest';
import { runProgramOf } from '../../../../test-support/run-program.ts';

// It takes a process of its own, whose servers rest for a second.
test('three listeners without descriptors are reported once each, do not spin, and serve everybody later; connecting is refused', {
  timeout: 180_000,
}, async () => {
  const beside = new URL('..', import.meta.url).href;
  const { stdout, stderr, code } = await runProgramOf(beside, 'out-of-descriptors', {
    descriptors: 1000,
    // Node would open it late, when there is no descriptor left, and warn.
    env: { NODE_EXTRA_CA_CERTS: '' },
  });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    reports: ['socket.accept() out of system resource: EMFILE'],
    listeners: 3,
    whileFull: {
      createConnection: 'EMFILE socket',
      createServer: 'EMFILE socket',
      createDatagramEndpoint: 'EMFILE socket',
      createUnixConnection: 'EMFILE socket',
      createUnixServer: 'EMFILE socket',
      socketpair: 'EMFILE socketpair',
    },
    rested: true,
    allServed: true,
  });
});
