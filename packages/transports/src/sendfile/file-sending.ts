/** One file on its way over a transport. */
export interface FileSending {
  /** In bytes, so far. */
  readonly bytesSent: number;
  send(): Promise<void>;
}
