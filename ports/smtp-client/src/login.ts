import { answerCramMd5, type Credential, encodeLogin, encodePlain } from './auth-encoding.ts';
import { greetIfNeeded } from './greet.ts';
import type { Session } from './session.ts';
import { SmtpAuthenticationError, type SmtpError, SmtpNotSupportedError, SmtpResponseError } from './smtp-error.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import type { TimeLimit } from './time-limit.ts';

type Authenticate = (session: Session, username: Credential, password: Credential, timeout?: TimeLimit) => Promise<SmtpResponse>;

/** Try the methods that both sides know, the best one first: servers also offer what they do not do. */
export async function login(session: Session, username: Credential, password: Credential, timeout?: TimeLimit): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  if (!session.server.supports('auth')) throw authNotSupported(session);
  let refusal: SmtpError = new SmtpNotSupportedError('No suitable authentication method found');
  for (const method of supportedAuthMethods(session)) {
    try {
      return await methods[method](session, username, password, timeout);
    } catch (error) {
      if (!(error instanceof SmtpAuthenticationError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

export async function authCramMd5(
  session: Session,
  username: Credential,
  password: Credential,
  timeout?: TimeLimit,
): Promise<SmtpResponse> {
  const challenge = await session.execute(['AUTH', 'CRAM-MD5'], timeout);
  if (challenge.code !== SmtpStatus.authContinue) throw refused(challenge, 'CRAM-MD5');
  const answer = answerCramMd5(username, password, challenge.message);
  return await give(session, 'CRAM-MD5', [answer], timeout);
}

export async function authPlain(session: Session, username: Credential, password: Credential, timeout?: TimeLimit): Promise<SmtpResponse> {
  const encoded = encodePlain(username, password);
  return await give(session, 'PLAIN', ['AUTH', 'PLAIN', encoded], timeout);
}

/** The name goes with the command: most servers take it there as well as in a line of its own. */
export async function authLogin(session: Session, username: Credential, password: Credential, timeout?: TimeLimit): Promise<SmtpResponse> {
  const [name, secret] = encodeLogin(username, password);
  const more = await session.execute(['AUTH', 'LOGIN', name], timeout);
  if (more.code !== SmtpStatus.authContinue) throw refused(more, 'LOGIN');
  return await give(session, 'LOGIN', [secret], timeout);
}

export type AuthMethod = 'cram-md5' | 'plain' | 'login';

const methods: Readonly<Record<AuthMethod, Authenticate>> = { 'cram-md5': authCramMd5, plain: authPlain, login: authLogin };

/** What both the server and this client know, preferred first. */
export function supportedAuthMethods({ server }: Session): AuthMethod[] {
  return (Object.keys(methods) as AuthMethod[]).filter((method) => server.authMethods.includes(method));
}

/** Send a line that ends in a secret, and expect success. */
async function give(session: Session, method: string, words: readonly string[], timeout?: TimeLimit): Promise<SmtpResponse> {
  const secret = words.at(-1) ?? '';
  try {
    const response = await session.execute(words, timeout);
    if (response.code === SmtpStatus.authSuccessful) return response;
    throw refused(response, method);
  } catch (error) {
    // Some servers repeat the line that they refuse, and errors end up in logs.
    if (!(error instanceof SmtpResponseError) || secret === '' || !error.message.includes(secret)) throw error;
    const { code, message } = error.response;
    throw refused({ code, message: message.replaceAll(secret, '***') }, method);
  }
}

function refused(response: SmtpResponse, method: string): SmtpAuthenticationError {
  return new SmtpAuthenticationError(response, `the server refused AUTH ${method}`);
}

function authNotSupported(session: Session): SmtpError {
  const hint = session.isConnected && !session.protocol.overTls ? ': try to connect over TLS or STARTTLS' : '';
  return new SmtpNotSupportedError(`The SMTP AUTH extension is not supported by this server${hint}`);
}
