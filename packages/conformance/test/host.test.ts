import { checkSubject } from './check-subject.ts';
import { host } from './subjects.ts';

checkSubject(host);
