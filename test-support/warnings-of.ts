/** The warnings that `act` causes, those that come after it included. */
export async function warningsOf(act: () => unknown): Promise<Error[]> {
  const warnings: Error[] = [];
  let listen: (warning: Error) => void = () => {};
  // Warnings arrive in the order in which they were given.
  const last = new Promise<void>((resolve) => {
    listen = (warning) => void (warning.name === 'LastOfThem' ? resolve() : warnings.push(warning));
  });
  process.on('warning', listen);
  try {
    await act();
    process.emitWarning('that was all', 'LastOfThem');
    await last;
  } finally {
    process.off('warning', listen);
  }
  return warnings;
}
