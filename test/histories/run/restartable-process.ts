import { SimulatedProcess } from './call-scheduler.ts';

/** A function whose process may die, and then begins another life, knowing nothing of the one before. */
export class RestartableProcess<Entry> {
  readonly #create: (proc: SimulatedProcess) => Entry;
  #process: { readonly proc: SimulatedProcess; readonly entryPoint: Entry } | undefined;

  constructor(start: (proc: SimulatedProcess) => Entry) {
    this.#create = start;
  }

  /** Of the process that runs, or of a new one. */
  get proc(): SimulatedProcess {
    return this.#running().proc;
  }

  /** What the process that runs is called by. */
  protected get entryPoint(): Entry {
    return this.#running().entryPoint;
  }

  /** The process is gone, with all that it remembered. */
  terminate(): void {
    this.#process = undefined;
  }

  #running() {
    if (this.#process === undefined) {
      const proc = new SimulatedProcess();
      this.#process = { proc, entryPoint: this.#create(proc) };
    }
    return this.#process;
  }
}
