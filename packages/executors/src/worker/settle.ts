/** What work gave, once there is nothing to wait for: promises and generators are followed to their end. Calls `then` at once when it can. */
export function whenSettled(value: unknown, then: (value: unknown) => void, failed: (error: unknown) => void): void {
  if (isGenerator(value)) return void driveGenerator(value).then(then, failed);
  if (!isThenable(value)) return then(value);
  Promise.resolve(value).then((inner) => (isGenerator(inner) ? whenSettled(inner, then, failed) : then(inner)), failed);
}

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

/** The value that a generator returns. What it yields is waited for and given back to it. */
async function driveGenerator(generator: AnyGenerator): Promise<unknown> {
  let step = await generator.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      step = await generator.throw(error);
      continue;
    }
    step = await generator.next(value);
  }
  return step.value;
}

function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== 'object' || value === null) return false;
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  );
}
