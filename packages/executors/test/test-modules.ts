/** Where a module is that workers of the tests load. */
export function moduleUrl(name: string): URL {
  return new URL(`modules/${name}`, import.meta.url);
}
