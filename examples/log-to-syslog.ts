// Sends a line to the system's log daemon: a Unix datagram socket, which Node itself does not have.
//
//   node --import tsx examples/log-to-syslog.ts "something happened" [/dev/log]
import { constants, run, SystemError, socket } from 'tsyncio';

const [text = 'hello from tsyncio', path = '/dev/log'] = process.argv.slice(2);
const facilities = { user: 1, daemon: 3, local0: 16 } as const;
const severities = { error: 3, warning: 4, info: 6 } as const;

/** A line in the form of RFC 3164, which every log daemon takes on its own machine. */
function line(facility: keyof typeof facilities, severity: keyof typeof severities, tag: string, message: string) {
  const priority = facilities[facility] * 8 + severities[severity];
  const [, month, day, , time] = /^\w+ (\w+) (\d+) (\d+) ([\d:]+)/.exec(new Date().toString()) ?? [];
  // The day is padded with a space.
  return `<${priority}>${month} ${String(Number(day)).padStart(2)} ${time} ${tag}[${process.pid}]: ${message}`;
}

try {
  await run(async (loop) => {
    using sock = socket(constants.AF_UNIX, constants.SOCK_DGRAM);
    // A stream socket at the same path would be refused with EPROTOTYPE.
    await loop.sockConnect(sock, path);
    const sent = await loop.sockSendmsg(sock, [line('user', 'info', 'tsyncio', text)]);
    console.log(`sent ${sent} bytes to ${path}`);
  });
} catch (error) {
  if (!(error instanceof SystemError)) throw error;
  console.error(`no log daemon at ${path}: ${error.code}`);
  process.exitCode = 1;
}
