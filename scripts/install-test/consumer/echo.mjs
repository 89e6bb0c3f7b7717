import { run } from 'tsyncio';
import { echo } from './echo-once.cjs';

console.log(await run((loop) => echo(loop)));
