import { afterTime } from './after-time.ts';

/** What the promise gives, or, should it take longer than so many milliseconds, what `late` gives or throws. */
export async function withinTime<T, Late>(promise: PromiseLike<T>, milliseconds: number, late: () => Late): Promise<T | Late> {
  let forget = (): void => {};
  const over = new Promise<Late>((resolve, reject) => {
    forget = afterTime(milliseconds, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    forget();
  }
}
