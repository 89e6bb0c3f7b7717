/** This package's folder; the same seen from src/ and from dist/. */
export const packageFolder: URL = new URL('../', import.meta.url);
