/** What `call` threw or rejected with. */
export async function failureOf(call: () => unknown): Promise<Error & { code?: string; syscall?: string; errors?: Error[] }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
