/** What a trace holds: JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** What happened, and with what. */
export type TraceLine = readonly [event: string, ...values: Value[]];

export type Trace = readonly TraceLine[];
