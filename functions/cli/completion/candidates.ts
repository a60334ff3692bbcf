import type { Command, Option } from 'commander';

/** What a word on the command line may become. Never holds what was typed: only names that the command line has itself. */
interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

const takesValue = (option: Option) => option.required || option.optional;

function flagsOf(command: Command): Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long, description }) => (long ? [{ word: long, meaning: description }] : []));
}

const commandsOf = (program: Command): Candidate[] =>
  program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ word: command.name(), meaning: command.description() }));

/** The values that an option or argument allows; `prefix` is the flag that they stand behind. */
const valuesOf = (choices: readonly string[] | undefined, prefix = ''): Candidate[] =>
  (choices ?? []).map((value) => ({ word: prefix + value, meaning: '' }));

/** The option whose value the word after `words` is. */
function optionBefore(command: Command, words: readonly string[]): Option | undefined {
  let awaiting: Option | undefined;
  for (const word of words) {
    const option =
      awaiting === undefined ? command.options.find(({ short, long }) => word === short || word === long) : undefined;
    awaiting = option !== undefined && takesValue(option) ? option : undefined;
  }
  return awaiting;
}

function allCandidates(program: Command, words: readonly string[], last: string): Candidate[] {
  const [name] = words;
  if (name === undefined) return [...commandsOf(program), ...flagsOf(program)];
  if (name === 'help') return commandsOf(program);
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined || words.includes('--')) return [];
  const option = optionBefore(command, words);
  if (option !== undefined) return valuesOf(option.argChoices);
  const [, flag] = /^(--[^=]+)=/.exec(last) ?? [];
  if (flag !== undefined) return valuesOf(command.options.find((each) => each.long === flag)?.argChoices, `${flag}=`);
  return [...command.registeredArguments.flatMap(({ argChoices }) => valuesOf(argChoices)), ...flagsOf(command)];
}

/**
 * What may be typed instead of the last of `words`, which begins it; without the program's own name. Flags are left out where
 * nothing was typed that begins one and there is something else.
 */
export function candidates(program: Command, words: readonly string[]): Candidate[] {
  const last = words.at(-1) ?? '';
  const found = allCandidates(program, words.slice(0, -1), last).filter(({ word }) => word.startsWith(last));
  const names = found.filter(({ word }) => !word.startsWith('-'));
  return names.length > 0 ? names : found;
}
