// Sends one message to the server on that port, and prints what became of it.
//
//   node --import tsx ports/smtp-client/test/programs/send-mail.ts 25
import { send } from '@tsyncio/port-smtp-client';
import { run } from 'tsyncio';

const message = `From: Ann <ann@example.com>
To: Bob <bob@example.com>, eve@example.com
Subject: Zoë says hello

How are you?
`;

await run(async () => {
  const { refused, message: reply } = await send(message, { hostname: '127.0.0.1', port: Number(process.argv[2]), timeout: 100_000 });
  console.log(`the server said: ${reply}`);
  for (const [address, { code, message: why }] of refused) console.log(`not for ${address}: ${code} ${why}`);
});
