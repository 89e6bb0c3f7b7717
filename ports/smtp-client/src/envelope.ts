import { parseAddressList } from './address-list.ts';
import { type MessageText, valuesOf } from './message-text.ts';

/** Who sent the message: that of a resent one's fields, and of `Sender` before `From`. `null` when no field says. */
export function extractSender(message: MessageText): string | null {
  const prefix = resentPrefix(message);
  const [field] = [...valuesOf(message, `${prefix}Sender`), ...valuesOf(message, `${prefix}From`)];
  return field === undefined ? null : (parseAddressList(field)[0]?.address ?? null);
}

/** Whom it is for. */
export function extractRecipients(message: MessageText): string[] {
  const prefix = resentPrefix(message);
  return ['To', 'Cc', 'Bcc']
    .flatMap((name) => valuesOf(message, prefix + name))
    .flatMap((field) => parseAddressList(field).map(({ address }) => address));
}

/** Two blocks of Resent fields do not say which of them is the newer one. */
function resentPrefix(message: MessageText): string {
  const resent = valuesOf(message, 'Resent-Date').length;
  if (resent > 1) throw new TypeError("the message has more than one 'Resent-' header block: give sender and recipients");
  return resent === 1 ? 'Resent-' : '';
}
