const UNQUOTED = /^[\w@%+=:,./-]+$/;

/** `word` as a POSIX shell reads it back unchanged. */
function shellQuote(word: string): string {
  return UNQUOTED.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line that can be pasted into a shell. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

const PLACEHOLDER = 'VALUE_OF_A_VARIABLE';

/** A command with the value of a shell's variable in it. Where that is not set, the shell says so and does nothing. */
export function withVariable(name: string, meaning: string, command: (value: string) => string): string {
  return command(PLACEHOLDER).replace(PLACEHOLDER, `"\${${name}:?set it to ${meaning}}"`);
}

/** The same of POD_CIDR. */
export function withPodCidrVariable(node: string, command: (value: string) => string): string {
  return withVariable('POD_CIDR', `the pod CIDR of ${node.replaceAll(/[^\w.-]/g, '_')}`, command);
}
