const UNQUOTED = /^[\w@%+=:,./-]+$/;

/** `word` as a POSIX shell reads it back unchanged. */
function shellQuote(word: string): string {
  return UNQUOTED.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line that can be pasted into a shell. */
export function shellCommand(...words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
