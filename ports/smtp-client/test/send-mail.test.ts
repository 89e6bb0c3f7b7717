import { readFileSync } from 'node:fs';
import { createEventLoop } from 'tsyncio';
import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { ScriptedServer } from './scripted-server.ts';
import { onLoop } from './with-loop.ts';

const OUTPUT = `the server said: queued as 42
not for eve@example.com: 550 no such mailbox
`;

test('the program that the documentation shows sends a message, and prints what stands there', () =>
  onLoop(createEventLoop(), async (loop) => {
    const RCPT = (_peer: unknown, line: string) => (line.includes('eve') ? '550 no such mailbox\r\n' : '250 ok\r\n');
    const server = await ScriptedServer.start(loop, { answers: { RCPT } });
    try {
      const args = [String(server.address.port)];
      expect(await runProgramOf(import.meta.url, 'send-mail', { args })).toEqual(success(OUTPUT));
      expect(server.content).toContain('Subject: =?utf-8?B?Wm/Dqw==?= says hello');
    } finally {
      await server.stop();
    }
    const page = readFileSync(new URL('../../../apps/docs/guide/porting.md', import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`text\n${OUTPUT}\`\`\``);
  }));
