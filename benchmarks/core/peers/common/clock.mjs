/** The start of a measurement. */
export const now = () => process.hrtime.bigint();
/** Nanoseconds since then. */
export const since = (start) => Number(process.hrtime.bigint() - start);
