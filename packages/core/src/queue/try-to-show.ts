/** What `show` makes of a value of somebody else, which may throw whatever is asked of it. */
export function tryToShow(show: () => string): string {
  try {
    return show();
  } catch {
    return '<cannot be shown>';
  }
}
