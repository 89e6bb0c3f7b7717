/**
 * What gives a buffer as long as it is the one that it was: one that was transferred to another thread meanwhile, or shrank, has no bytes
 * to give and no room to take some, which would look like the end of a stream.
 */
export function fixedLength(buffer: Uint8Array): () => Uint8Array {
  const length = (buffer as Uint8Array | undefined)?.length;
  return () => {
    if (length !== undefined && buffer.length !== length)
      throw new TypeError(
        `the buffer had ${length} bytes and has ${buffer.length} now: it was transferred or resized while the socket was waited for`,
      );
    return buffer;
  };
}
