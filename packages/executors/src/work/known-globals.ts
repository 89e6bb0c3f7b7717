import { runInNewContext } from 'node:vm';

/** Names that work finds in every worker. */
const WORKER_GLOBALS: readonly string[] = ['currentWork', 'currentWorker', 'transfer'];

/** What compilers that keep function names put into functions: workers define it. */
const COMPILER_HELPERS: readonly string[] = ['__name'];

/** The globals of Node that worker threads and processes have; of these, what this version of Node has. */
const OF_NODE = `AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream
  CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream Event EventSource EventTarget File FormData Headers
  MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver
  PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController ReadableStream ReadableStreamBYOBReader
  ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto
  TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern
  URLSearchParams WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate
  clearInterval clearTimeout console crypto fetch global navigator performance process queueMicrotask setImmediate setInterval
  setTimeout structuredClone`.split(/\s+/);

let ofLanguage: ReadonlySet<string> | null = null;
let ofNode: ReadonlySet<string> | null = null;

/** The globals of the language itself: those of an empty realm, without the console that V8 puts there. */
export function languageGlobals(): ReadonlySet<string> {
  if (ofLanguage === null) {
    const names = runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[];
    ofLanguage = new Set([...names, 'globalThis', 'undefined', 'NaN', 'Infinity', ...WORKER_GLOBALS, ...COMPILER_HELPERS]);
    (ofLanguage as Set<string>).delete('console');
  }
  return ofLanguage;
}

/** The globals of the language and of Node. */
export function nodeGlobals(): ReadonlySet<string> {
  ofNode ??= new Set([...languageGlobals(), ...OF_NODE.filter((name) => name in globalThis)]);
  return ofNode;
}
