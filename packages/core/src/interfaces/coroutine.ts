import type { Future } from './future.ts';

/**
 * What a task can run: an async function that was not called yet, or a generator object that was not started.
 *
 * `await` waits inside an async function; `yield*` on a {@link Future} waits inside a generator.
 * An async function that a generator calls is no part of its task: it has a context of its own after its first `await`.
 * A promise is not a coroutine: it was started already, and nothing can be thrown into it.
 *
 * @see asyncio "coroutine"
 */
// biome-ignore lint/suspicious/noExplicitAny: a generator may wait for futures of any type, and is sent whatever they hold
export type Coroutine<T> = (() => PromiseLike<T>) | Generator<Future<any>, T, any>;

/** What can be waited for: a coroutine is wrapped in a task, a promise in a future. */
export type Awaitable<T> = Coroutine<T> | PromiseLike<T>;
