/** One reply of the server; the lines of a long one are joined by "\n". */
export interface SmtpResponse {
  readonly code: number;
  readonly message: string;
}
