import { allDescriptors } from '../../../../test-support/open-descriptors.ts';

/** What the open descriptors are, apart from those that were there `before`. */
export function openDescriptors(before: readonly string[] = []): string[] {
  return allDescriptors().filter((label) => !before.includes(label) && !label.includes('io_uring'));
}
