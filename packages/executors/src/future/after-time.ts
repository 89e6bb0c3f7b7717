/** Node's timers fire at once when they are to wait longer. */
export const LONGEST_TIMEOUT: number = 2 ** 31 - 1;

/** Call back after so many milliseconds, however many these are. @returns a function that takes it back. */
export function afterTime(milliseconds: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const next = (): void => (left > LONGEST_TIMEOUT ? wait(left - LONGEST_TIMEOUT) : callback());
    timer = setTimeout(next, Math.min(left, LONGEST_TIMEOUT));
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
