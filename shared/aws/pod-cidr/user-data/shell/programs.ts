import { withoutReservedWords } from './control-flow.ts';
import type { Command } from './command.ts';

/** Programs that run what they are given. */
const INTERPRETERS: ReadonlySet<string> = new Set('sh bash dash ash zsh ksh su eval source .'.split(' '));

const PRINTERS: ReadonlySet<string> = new Set(['echo', 'printf']);

/** Programs that write their input to a file. */
const FILE_WRITERS: ReadonlySet<string> = new Set(['tee', 'install']);

/** Terminals, logs, and files for people. */
const DISPLAY_TARGETS = /^&|^\/dev\/|\.(?:log|md|txt|html)$|^\/etc\/(?:motd|issue)|readme$/i;

/** Programs that search for a range or print it. */
const READ_ONLY_PROGRAMS = 'grep egrep fgrep sed awk unset test [ [[ case for : man logger'.split(' ');

/** Programs whose arguments are about other machines than this. */
const REMOTE_PROGRAMS = (
  'curl wget ssh aws gcloud az oci aliyun ibmcloud doctl eksctl k3d kind minikube kubectl helm terraform tofu kops ansible ' +
  'podroutes'
).split(' ');

const IGNORED_PROGRAMS: ReadonlySet<string> = new Set([...READ_ONLY_PROGRAMS, ...REMOTE_PROGRAMS]);

export const isDisplayTarget = (path: string) => DISPLAY_TARGETS.test(path);

/** The name of a program without its folder. */
export const programName = (word: string) => word.slice(word.lastIndexOf('/') + 1);

/** Whether the arguments of a program state nothing about this machine. */
export const isIgnoredProgram = (name: string) => IGNORED_PROGRAMS.has(name);

/** Whether arguments of a command are commands themselves. */
export const runsArguments = ([name = '', ...rest]: readonly string[]) =>
  name === 'eval' || (INTERPRETERS.has(programName(name)) && rest.includes('-c'));

/** The program that a command runs; of `sudo`, the words that may be it. */
function possiblePrograms({ words }: Command): string[] {
  const [first = '', ...rest] = withoutReservedWords(words).map(programName);
  return first === 'sudo' ? rest.slice(0, 4) : [first];
}

/** Whether it is known what a command does with its arguments. */
export function isKnownProgram(command: Command | undefined): boolean {
  const programs = command === undefined ? [] : possiblePrograms(command);
  return programs.some((name) => INTERPRETERS.has(name) || IGNORED_PROGRAMS.has(name) || PRINTERS.has(name));
}

function usesOutput(command: Command): boolean {
  const programs = possiblePrograms(command);
  if (programs.some((name) => INTERPRETERS.has(name))) return true;
  const isStored = programs.some((name) => FILE_WRITERS.has(name)) && !isDisplayTarget(command.words.at(-1) ?? '');
  return isStored || command.outputTargets.some((target) => !isDisplayTarget(target));
}

/** Whether what the commands of a line print, or read, ends in a file or is run, on this machine. */
export function isOutputUsed(commands: readonly Command[]): boolean {
  const readers = commands.filter(
    ({ precedingOperator, hereDocumentDelimiters }) => precedingOperator === '|' || hereDocumentDelimiters.length > 0,
  );
  if (readers.some((command) => possiblePrograms(command).some((name) => REMOTE_PROGRAMS.includes(name)))) return false;
  return commands.some(usesOutput);
}
