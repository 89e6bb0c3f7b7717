/**
 * The names that loops under test know besides those of their resolver, and their addresses. The twins in Python have the same.
 * None of these addresses but those of 127.0.0.1 and ::1 need exist on a machine.
 */
export const namedHosts: Readonly<Record<string, readonly string[]>> = {
  'nowhere.test': [],
  'one.test': ['127.0.0.1'],
  'two.test': ['127.0.0.1', '127.0.0.2'],
  'four-six.test': ['127.0.0.1', '::1'],
  'six-four.test': ['::1', '127.0.0.1'],
  'many.test': ['::1', '::1', '::1', '127.0.0.1', '127.0.0.2'],
};
