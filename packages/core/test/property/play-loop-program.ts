import type { Command, LoopProgram } from './loop-program.ts';
import type { DoneCallback, Machine, MachineFuture, MachineHandle } from './machine.ts';

/** Every run ends after this time at the latest. */
const LONGEST_RUN = 100;

/** Everything that can be seen of a program while `machine` runs it, line by line. */
export async function playLoopProgram(program: LoopProgram, machine: Machine): Promise<string[]> {
  const player = new Player(machine);
  for (const commands of program) {
    player.attempt(commands);
    machine.callLater(LONGEST_RUN, machine.stop.bind(machine));
    await machine.run();
    player.record('run ended');
  }
  return player.log;
}

class Player {
  readonly log: string[] = [];
  readonly #machine: Machine;
  readonly #start: number;
  readonly #handles: MachineHandle[] = [];
  readonly #futures: MachineFuture[] = [];
  readonly #callbacks: DoneCallback[] = [];
  #made = 0;
  #turn = 0;
  #batch = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#start = machine.time();
    machine.onError = (error) => this.record(`reported: ${(error as Error).name}`);
  }

  /** Turns in which nothing is seen are not counted. */
  record(what: string): void {
    if (this.#machine.turn !== this.#turn) this.#batch++;
    this.#turn = this.#machine.turn;
    this.log.push(`batch ${this.#batch}, at ${this.#machine.time() - this.#start}: ${what}`);
  }

  attempt(commands: Command[]): void {
    try {
      for (const command of commands) this.#perform(command);
    } catch (error) {
      this.record(`thrown outside a run: ${(error as Error).name}`);
    }
  }

  #perform(command: Command): void {
    const machine = this.#machine;
    switch (command.do) {
      case 'callSoon':
      case 'callSoonThreadsafe':
        this.#handles.push(machine[command.do](this.#callback(command.do, command.body)));
        break;
      case 'callLater':
        this.#handles.push(machine.callLater(command.delay, this.#callback(command.do, command.body)));
        break;
      case 'callAt':
        this.#handles.push(machine.callAt(this.#start + command.offset, this.#callback(command.do, command.body)));
        break;
      case 'cancelHandle':
        pick(this.#handles, command.handle)?.cancel();
        break;
      case 'createFuture':
        this.#futures.push(machine.createFuture());
        break;
      case 'takeTime':
        machine.advance(command.milliseconds);
        break;
      case 'stop':
        machine.stop();
        break;
      case 'throw':
        throw new Error('thrown on purpose');
      default:
        this.#performOnFuture(command, pick(this.#futures, command.future));
    }
  }

  #performOnFuture(command: Extract<Command, { future: number }>, future: MachineFuture | undefined): void {
    if (future === undefined) return;
    switch (command.do) {
      case 'setResult':
        future.setResult(1);
        break;
      case 'setException':
        future.setException(new Error('set on purpose'));
        break;
      case 'cancelFuture':
        this.record(`cancel() was ${future.cancel()}`);
        break;
      case 'addDoneCallback':
        this.#callbacks.push(this.#callback(command.do, command.body));
        future.addDoneCallback(this.#callbacks.at(-1) as DoneCallback);
        break;
      case 'addOldCallback':
        future.addDoneCallback(pick(this.#callbacks, command.callback) ?? (() => {}));
        break;
      case 'removeDoneCallback':
        this.record(`${future.removeDoneCallback(pick(this.#callbacks, command.callback) ?? (() => {}))} removed`);
    }
  }

  /** Only its first call does something, so that no program goes on for ever. */
  #callback(origin: string, body: Command[]): (future?: MachineFuture) => void {
    const name = `${origin} ${this.#made++}`;
    let called = false;
    return (future) => {
      this.record(`${name} called${future === undefined ? '' : ` with ${this.#describe(future)}`}`);
      if (called) return;
      called = true;
      for (const command of body) this.#perform(command);
    };
  }

  #describe(future: MachineFuture): string {
    const state = future.done() ? (future.cancelled() ? 'cancelled' : `done, ${future.exception()}`) : 'pending';
    return `future ${this.#futures.indexOf(future)}, ${state}`;
  }
}

/** The latest for 0, and so on backwards. */
function pick<T>(made: readonly T[], number: number): T | undefined {
  return made[made.length - 1 - (number % made.length)];
}
