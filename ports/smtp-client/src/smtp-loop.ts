import { getRunningLoop, type Loop, type TransportApi } from 'tsyncio';

/** What the client needs of a loop. */
export type SmtpLoop = Loop & TransportApi;

/** The loop in whose task the caller runs. */
export function runningSmtpLoop(): SmtpLoop {
  const loop = getRunningLoop();
  if (!canConnect(loop)) throw new TypeError('the SMTP client needs a loop with the transports area, such as that of run()');
  return loop;
}

function canConnect(loop: Loop): loop is SmtpLoop {
  return 'createConnection' in loop;
}
