import { checkSubject } from './check-subject.ts';
import { simulated } from './subjects.ts';

checkSubject(simulated);
