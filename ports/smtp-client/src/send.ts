import type { SendResult } from './send-mail.ts';
import type { SendMessageOptions } from './send-message.ts';
import { SmtpClient } from './smtp-client.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Where to, as whom, and from whom to whom. `timeout` is that of connecting and of each reply. */
export type SendRequest = SmtpOptions & Omit<SendMessageOptions, 'timeout'>;

/**
 * Connect, send one message, and quit. With a sender and recipients the message goes out as it is, also its Bcc fields, as `sendmail` does
 * it; otherwise its header is read, as `sendMessage` does it.
 */
export async function send(message: string | Uint8Array, request: SendRequest = {}): Promise<SendResult> {
  const { sender, recipients, mailOptions, rcptOptions, ...connection } = request;
  const options = { mailOptions, rcptOptions };
  return await new SmtpClient(connection).use((client) => {
    if (sender !== undefined && recipients !== undefined) return client.sendmail(sender, recipients, message, options);
    return client.sendMessage(message, { ...options, sender, recipients });
  });
}
