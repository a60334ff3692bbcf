import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { moveFlagsBehindCommand } from './command-line/flags-first.ts';
import { addHabits } from './command-line/habits.ts';
import { CLUSTER_FLAGS, type CommandLine, examples } from './command-line/options.ts';
import { registerAcceptance } from './commands/acceptance/register.ts';
import { registerAdopt } from './commands/adopt/register.ts';
import { registerDoctor } from './commands/doctor/register.ts';
import { registerExplain } from './commands/explain/register.ts';
import { registerInit } from './commands/init/register.ts';
import { registerInvoke } from './commands/invoke/register.ts';
import { registerLogs } from './commands/logs/register.ts';
import { registerMap } from './commands/map/register.ts';
import { registerNodes } from './commands/nodes/register.ts';
import { registerPlan } from './commands/plan/register.ts';
import { registerPublish } from './commands/publish/register.ts';
import { registerResync } from './commands/resync/register.ts';
import { registerRoutes } from './commands/routes/register.ts';
import { registerStatus } from './commands/status/register.ts';
import { candidates } from './completion/candidates.ts';
import { registerCompletion } from './completion/register.ts';
import type { Io } from './io.ts';
import { withColours } from './render/terminal/colour-choice.ts';
import { hanging, MIN_WIDTH, widthOf } from './render/terminal/wrap.ts';
import { sanitizedIo } from './render/terminal/sanitize.ts';

function registerVersion({ program, io }: CommandLine): void {
  program
    .command('version')
    .description('prints the version')
    .action(() => void io.stdout.write(`${manifest.version}\n`));
}

/** In the order in which help lists them. */
const REGISTRATIONS = [
  registerNodes,
  registerRoutes,
  registerMap,
  registerPlan,
  registerResync,
  registerAdopt,
  registerPublish,
  registerDoctor,
  registerExplain,
  registerStatus,
  registerInvoke,
  registerLogs,
  registerInit,
  registerAcceptance,
  registerCompletion,
  registerVersion,
];

function makeProgram(io: Io): Command {
  return new Command('podroutes')
    .description('keeps the VPC routes of pods right')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(hanging('', text, widthOf(io.stderr))),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    })
    .configureHelp({ minWidthToWrap: MIN_WIDTH })
    .addHelpText('after', examples(`plan ${CLUSTER_FLAGS}`, 'init', 'doctor'));
}

/** Answers a shell's script. `args` are a `--`, which commander would take for its own, and the words that were typed. */
function printCandidates(program: Command, [, ...words]: readonly string[], { stdout }: Io): void {
  for (const { word, meaning } of candidates(program, words)) stdout.write(`${word}\t${meaning}\n`);
}

/** Runs one command line. Answers the exit code: 0 fine or in sync, 1 failed or something is wrong, 2 `plan` found changes. */
export async function podroutes(argv: readonly string[], rawIo: Io): Promise<number> {
  const io = sanitizedIo(withColours(rawIo, argv));
  let exitCode = 0;
  const setExitCode = (result: number) => void (exitCode = result);
  const program = makeProgram(io);
  for (const register of REGISTRATIONS) register({ program, io, setExitCode });
  addHabits(program, io, setExitCode);
  try {
    if (argv[0] === 'complete') printCandidates(program, argv.slice(1), io);
    else await program.parseAsync(moveFlagsBehindCommand(program, argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode;
  }
  return exitCode;
}
