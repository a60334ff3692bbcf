const PLAIN = /^[\w@%+=:,./-]+$/;

/** `word` as a POSIX shell reads it back unchanged. */
function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line that can be pasted into a shell. */
export function commandLine(...words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
