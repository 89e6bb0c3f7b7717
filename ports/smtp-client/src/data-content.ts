const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/**
 * A message as it goes over the line behind DATA: every line ends in CRLF whatever it ended in before, a dot that begins a line is doubled,
 * and a line that is only a dot ends it.
 */
export function dataContent(message: Uint8Array): Buffer {
  // At worst every byte becomes two, and the end is five bytes.
  const content = Buffer.allocUnsafe(message.length * 2 + 5);
  let length = 0;
  let atLineStart = true;
  for (let i = 0; i < message.length; i++) {
    const byte = message[i] as number;
    if (byte === CR || byte === LF) {
      if (byte === CR && message[i + 1] === LF) i++;
      length = content.writeUInt16BE((CR << 8) | LF, length);
      atLineStart = true;
      continue;
    }
    if (byte === DOT && atLineStart) length = content.writeUInt8(DOT, length);
    length = content.writeUInt8(byte, length);
    atLineStart = false;
  }
  if (!atLineStart || length === 0) length = content.writeUInt16BE((CR << 8) | LF, length);
  length += content.write('.\r\n', length, 'latin1');
  return content.subarray(0, length);
}
