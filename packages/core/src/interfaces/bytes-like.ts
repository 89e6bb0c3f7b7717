/** Bytes that are accepted: a string is encoded as UTF-8, a view counts from its own offset and length. */
export type BytesLike = string | ArrayBufferView | ArrayBufferLike;
