// Sends signals to a process at a steady pace: argv is its pid, the signal, how many, how many a second, the signal to send last, and after how
// many it waits for a byte at its standard input, unless that is 0.
import { readSync } from 'node:fs';

const [pid, signo, count, rate, last, block] = process.argv.slice(2).map(Number);

function send(number) {
  for (;;) {
    try {
      return process.kill(pid, number);
    } catch (error) {
      // The system queues so many for one user and no more.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

let next = performance.now();
for (let i = 0; i < count; i++) {
  if (block > 0 && i > 0 && i % block === 0) {
    readSync(0, Buffer.alloc(1));
    next = performance.now();
  }
  while (performance.now() < next);
  send(signo);
  next += 1000 / rate;
}
send(last);
