/** One field of a header: its name, and what stands behind the colon with its lines joined. */
export interface Field {
  readonly name: string;
  readonly value: string;
  /** As it stood in the message, without its line end. */
  readonly text: string;
}

/** A message that was only read as far as sending it needs: fields, and the rest as it is. */
export interface MessageText {
  readonly fields: readonly Field[];
  readonly body: Buffer;
}

const HEADER_END = /\r\n\r\n|\n\n|\r\r/;
const FIELD_START = /\r\n(?![ \t])|\n(?![ \t])|\r(?![ \t\n])/;
const FOLD = /(?:\r\n|\n|\r)(?=[ \t])/g;
const FIELD = /^([!-9;-~]+)[ \t]*:(.*)$/s;

/** @throws {TypeError} when a line of the header is no field. */
export function readMessage(message: string | Uint8Array): MessageText {
  const bytes = Buffer.from(message);
  // Latin 1: positions in the text are those of the bytes.
  const text = bytes.toString('latin1');
  const blank = HEADER_END.exec(text);
  const startsWithBody = /^(?:\r\n|\n|\r)/.exec(text);
  if (startsWithBody) return { fields: [], body: bytes.subarray(startsWithBody[0].length) };
  const header = bytes.toString('utf8', 0, blank?.index ?? bytes.length);
  const body = blank === null ? Buffer.alloc(0) : bytes.subarray(blank.index + blank[0].length);
  return {
    fields: header
      .split(FIELD_START)
      .filter((line) => line !== '')
      .map(readField),
    body,
  };
}

/** Of every field of that name. */
export function valuesOf({ fields }: MessageText, name: string): string[] {
  return fields.filter((field) => field.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
}

function readField(text: string): Field {
  const [, name, value] = FIELD.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new TypeError(
      `a message must begin with header fields, "Name: value", and a blank line; got ${JSON.stringify(text.slice(0, 60))}`,
    );
  return { name, value: value.replace(FOLD, '').trim(), text };
}
