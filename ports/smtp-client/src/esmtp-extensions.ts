const EXTENSION = /^[a-z0-9][a-z0-9-]*/;
/** Some servers tell their methods only as they did before RFC 2554, with an equals sign. */
const OLD_AUTH = /^auth=(.*)$/;

export interface EsmtpExtensions {
  readonly extensions: ReadonlyMap<string, string>;
  readonly authMethods: readonly string[];
}

/** Read the reply to EHLO, of which the first line is a greeting. Names and methods are given in lower case. */
export function parseEsmtpExtensions(message: string): EsmtpExtensions {
  const extensions = new Map<string, string>();
  const authMethods: string[] = [];
  for (const line of message.split('\n').slice(1)) {
    const oldAuth = OLD_AUTH.exec(line.toLowerCase());
    if (oldAuth?.[1] !== undefined) authMethods.push(oldAuth[1].trim());
    const name = EXTENSION.exec(line.toLowerCase())?.[0];
    if (name === undefined) continue;
    const parameters = line.slice(name.length).trim();
    extensions.set(name, parameters);
    if (name === 'auth')
      authMethods.push(
        ...parameters
          .toLowerCase()
          .split(/\s+/)
          .filter((method) => method !== ''),
      );
  }
  return { extensions, authMethods };
}
