// Sends signals to a process at a steady pace: argv is its pid, the signal, how many, how many a second, and the signal to send last.
const [pid, signo, count, rate, last] = process.argv.slice(2).map(Number);

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

const start = performance.now();
for (let i = 0; i < count; i++) {
  while (performance.now() < start + (i * 1000) / rate);
  send(signo);
}
send(last);
