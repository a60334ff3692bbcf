/** A command line taken apart as a POSIX shell does; what `$(...)` would print is `substitute`. */
export function wordsOf(line: string, substitute = 'somebody'): string[] {
  const plain = line.replaceAll(/\$\([^()]*(?:\([^()]*\)[^()]*)*\)/g, substitute);
  const words = plain.match(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3'));
}

/** The options behind the first words: `--a b c` as [b, c], `--a=b` as [b], `--a` as []. */
export function optionsOf(words: readonly string[]): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let values: string[] = [];
  for (const word of words) {
    if (!word.startsWith('--')) {
      values.push(word);
      continue;
    }
    const [name = '', ...rest] = word.slice(2).split('=');
    values = rest.length > 0 ? [rest.join('=')] : [];
    options.set(name, values);
  }
  return options;
}
