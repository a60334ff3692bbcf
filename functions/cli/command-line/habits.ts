import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { printNote } from '../render/output-format.ts';

/** What people type who know kubectl, terraform or the clouds' own commands, and what it is called here. */
const HABITS = {
  apply: 'resync, which shows its plan first',
  sync: 'resync, which shows its plan first',
  reconcile: 'resync, which shows its plan first',
  diff: 'plan',
  preview: 'plan',
  get: 'nodes, or routes',
  list: 'nodes, or routes',
  check: 'doctor',
} as const;

/** Commands that help and completion leave out: each says only what to type. */
export function addHabits(program: Command, io: Io, setExitCode: (code: number) => void): void {
  for (const [habit, name] of Object.entries(HABITS)) {
    program
      .command(habit, { hidden: true })
      .argument('[words...]')
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        printNote(io, `there is no "${habit}" here: it is podroutes ${name}`);
        setExitCode(1);
      });
  }
}
