/** Files of the system, as far as sending them needs it. A number below zero is a negated error number. */
export interface Files {
  /** Send up to `count` bytes of an open file, from `offset` on, over a connected stream socket; how many went. The file's own position stays. */
  sendfile(socket: number, file: number, offset: number, count: number): number;
  /** Set an open file's own position. Absent where the kernel cannot. */
  seek?(file: number, position: number): number;
}
