/** Needs TypeScript where it runs. */
interface Point {
  readonly x: number;
  readonly y: number;
}

export function length({ x, y }: Point): number {
  return Math.hypot(x, y);
}
