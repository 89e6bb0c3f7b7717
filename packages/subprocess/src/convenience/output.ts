/** What a child wrote; `null` where it had no pipe to us. */
export interface Output {
  readonly stdout: Buffer | null;
  readonly stderr: Buffer | null;
}
