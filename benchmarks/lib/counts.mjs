// Numbers on a command line.

export function parseCount(text, name) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} wants positive whole numbers, not "${text}"`);
  return value;
}

export const parseCounts = (text, name) => text.split(',').map((part) => parseCount(part.trim(), name));
