import type { Command, Option } from 'commander';

const takesValue = ({ required, optional }: Option) => required || optional;

/**
 * The words with the flags that stand before the command's name moved behind it: commander knows most flags only there, kubectl
 * and gcloud take theirs in either place. What is no flag of a command stays in front.
 */
export function moveFlagsBehindCommand(program: Command, words: readonly string[]): string[] {
  const options = program.commands.flatMap((command) => command.options);
  const [kept, moved]: [string[], string[]] = [[], []];
  let at = 0;
  for (let word = words[at]; word?.startsWith('-') && word !== '--'; word = words[at]) {
    const [name] = word.split('=');
    const option = options.find(({ short, long }) => name === short || name === long);
    const length = option !== undefined && takesValue(option) && name === word ? 2 : 1;
    (option === undefined ? kept : moved).push(...words.slice(at, at + length));
    at += length;
  }
  const [command, ...rest] = words.slice(at);
  return command === undefined ? kept : [...kept, command, ...moved, ...rest];
}
