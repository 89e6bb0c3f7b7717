/** A script that begins with the directive, behind comments. */
const STRICT_SCRIPT = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*(['"])use strict\1/;

export function isStrictScript(source: string): boolean {
  return STRICT_SCRIPT.test(source);
}
