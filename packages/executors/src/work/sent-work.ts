/** Work as it goes to a worker. */
export type SentWork = FunctionText | ScriptText | ModuleName;

/** The text of an expression whose value is a function. */
export interface FunctionText {
  readonly kind: 'function';
  readonly source: string;
  /** Whether it is code of strict mode. */
  readonly strict: boolean;
}

export interface ScriptText {
  readonly kind: 'script';
  readonly source: string;
}

export interface ModuleName {
  readonly kind: 'module';
  /** What `import()` takes: a URL, or the name of a package. */
  readonly specifier: string;
  readonly name: string;
}
