import { describe } from 'vitest';
import { checkSubject } from './check-subject.ts';
import { native, nativeOthers } from './subjects.ts';

checkSubject(native);
for (const other of nativeOthers) describe(other.name, () => checkSubject(other));
