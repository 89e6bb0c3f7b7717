// What the figures were measured on.
import { cpus, release } from 'node:os';

export function describeMachine() {
  return { date: new Date().toISOString(), node: process.version, cpu: cpus()[0].model.trim(), cores: cpus().length, kernel: release() };
}
