import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import type { Io, Output } from '../../io.ts';

export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;

const isSet = (value: string | undefined) => value !== undefined && value !== '' && value !== '0' && value !== 'false';

/** What `--color` says on a command line, before commander has read it: its own words are coloured too. */
function flagIn(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const at = words.findLastIndex((word) => word === '--color' || word.startsWith('--color='));
  const word = words[at];
  return word === '--color' ? words[at + 1] : word?.slice('--color='.length);
}

/**
 * Whether colours are shown: the flag counts before the variables, FORCE_COLOR before NO_COLOR, as for Node.
 * https://no-color.org, https://bixense.com/clicolors, https://nodejs.org/api/cli.html#force_color1-2-3
 */
function hasColours(
  flag: string | undefined,
  env: SettingsSource,
  { isTerminal, hasColours: isAble }: Output,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, CLICOLOR: wish, CLICOLOR_FORCE: forceWish, TERM: terminal } = env;
  if (flag === 'always' || flag === 'never') return flag === 'always';
  if (force !== undefined) return force === '' || isSet(force);
  if (none !== undefined && none !== '') return false;
  if (isSet(forceWish)) return true;
  return isTerminal && isAble && wish !== '0' && terminal !== 'dumb';
}

/** `io` with colours where the command line, the environment and the terminal want them. */
export function withColours(io: Io, argv: readonly string[]): Io {
  const flag = flagIn(argv);
  const coloured = (output: Output): Output => ({ ...output, hasColours: hasColours(flag, io.env, output) });
  return { ...io, stdout: coloured(io.stdout), stderr: coloured(io.stderr) };
}
