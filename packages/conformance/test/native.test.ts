import { checkSubject } from './check-subject.ts';
import { native } from './subjects.ts';

checkSubject(native);
