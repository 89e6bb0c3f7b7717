import { checkSubject } from './check-subject.ts';
import { virtual } from './subjects.ts';

checkSubject(virtual);
