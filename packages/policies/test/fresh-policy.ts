import { afterEach } from 'vitest';
import { setEventLoopPolicy } from '../src/current-policy.ts';

// The policy is one for the thread: a test leaves none behind.
afterEach(() => setEventLoopPolicy(null));
