// A child under a debugger cannot be reaped until that has taken note of its end. Here the debugger is Python, which waits for a line first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { loadBinding } from '../../src/load-binding.ts';
import { sleepers } from '../sleepers.ts';

const HOLD = `
import ctypes, sys
SEIZE = 0x4206
if ctypes.CDLL(None, use_errno=True).ptrace(SEIZE, int(sys.argv[1]), None, None) != 0:
    sys.exit(f"not held: {ctypes.get_errno()}")
print("held", flush=True)
sys.stdin.readline()
`;

const binding = loadBinding();
const [child] = sleepers(binding, {}, 1);
if (child === undefined) throw new Error('no child');
const debuggerProcess = spawn('python3', ['-c', HOLD, `${child.pid}`], { stdio: ['pipe', 'pipe', 'inherit'] });
const [text] = await once(debuggerProcess.stdout, 'data');
console.log(String(text).trim());
// What a kernel that closes does.
binding.processEnd(child.pid);
const state = /State:\s*(\w)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1];
console.log(state === 'Z' ? 'killed, not reaped' : `state ${state}`);
debuggerProcess.stdin.end('\n');
await once(debuggerProcess, 'exit');
while (existsSync(`/proc/${child.pid}`)) await new Promise((resolve) => setImmediate(resolve));
console.log('reaped');
