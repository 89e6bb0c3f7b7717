import type { Session } from './session.ts';
import { SmtpHeloError } from './smtp-error.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import type { TimeLimit } from './time-limit.ts';
import { asciiLine } from './wire-text.ts';

export async function ehlo(session: Session, hostname?: string, timeout?: TimeLimit): Promise<SmtpResponse> {
  const name = asciiLine(hostname ?? (await session.localHostname()), 'the name for EHLO');
  const response = await session.execute(['EHLO', name], timeout);
  if (response.code !== SmtpStatus.completed) throw new SmtpHeloError(response, 'the server refused EHLO');
  session.server.learn(response);
  return response;
}

export async function helo(session: Session, hostname?: string, timeout?: TimeLimit): Promise<SmtpResponse> {
  const name = asciiLine(hostname ?? (await session.localHostname()), 'the name for HELO');
  const response = await session.execute(['HELO', name], timeout);
  if (response.code !== SmtpStatus.completed) throw new SmtpHeloError(response, 'the server refused HELO');
  session.server.lastHelo = response;
  return response;
}

/** Every other command comes after one of these; EHLO is tried first. */
export async function greetIfNeeded(session: Session): Promise<void> {
  if (!session.server.unknown) return;
  try {
    await ehlo(session);
  } catch (error) {
    if (!(error instanceof SmtpHeloError) || !session.isConnected) throw error;
    await helo(session);
  }
}
