const UNQUOTED = /^[\w@%+=:,./-]+$/;

/** `word` as a POSIX shell reads it back unchanged. */
function shellQuote(word: string): string {
  return UNQUOTED.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line that can be pasted into a shell. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

const PLACEHOLDER = 'POD_CIDR_OF_THE_NODE';

/** A command with the value of the shell's POD_CIDR in it. Where that is not set, the shell says so and does nothing. */
export function withPodCidrVariable(node: string, command: (value: string) => string): string {
  const variable = `"\${POD_CIDR:?set it to the pod CIDR of ${node.replaceAll(/[^\w.-]/g, '_')}}"`;
  return command(PLACEHOLDER).replace(PLACEHOLDER, variable);
}
