/** An expansion of the shell, of Jinja or of printf: its value is known only at boot. */
const EXPANSION = /\$|`|\{\{|%s/;

/** Null in YAML and JSON, and the header of a YAML block. */
const EMPTY_VALUES: ReadonlySet<string> = new Set(['', '~', 'null', '{}', '|', '|-', '>', '>-', '""', "''"]);

/** Whether `word` is meant as a CIDR, valid or not. */
export const looksLikeCidr = (word: string) => /^(?=[^.:]{0,5}[.:])[\da-f.:]{2,45}(?:\/\d{1,3})?$/i.test(word);

export interface ValueList {
  readonly literals: readonly string[];
  readonly isComputed: boolean;
}

/** The whole values before the first expansion. */
function textBeforeExpansion(text: string, at: number): string {
  const head = text.slice(0, at);
  const end = Math.max(head.lastIndexOf(','), head.lastIndexOf(' '));
  return head.slice(0, end + 1);
}

/** The values on the right of an assignment: separated by commas, or by blanks where all are CIDRs. Other words are prose. */
export function parseValueList(text: string): ValueList {
  const expansion = text.search(EXPANSION);
  const isComputed = expansion >= 0;
  const plain = isComputed ? textBeforeExpansion(text, expansion) : text;
  const filled = plain.split(',').filter((part) => part !== '');
  const parts = filled.map((part) => part.trim().split(/[ \t\r\n]+/));
  const isProse = parts.some((words) => words.length > 1 && !words.every(looksLikeCidr));
  return { literals: isProse ? [] : parts.flat().filter((word) => !EMPTY_VALUES.has(word)), isComputed };
}
