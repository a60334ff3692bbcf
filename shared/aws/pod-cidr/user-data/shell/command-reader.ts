import type { ClaimCollector, NestedText } from '../claim-collector.ts';
import { isPodCidrKey, mentionsPodCidr } from '../pod-cidr-keys.ts';
import { looksLikeCidr, parseValueList } from '../value-list.ts';
import { withoutReservedWords } from './control-flow.ts';
import { isIgnoredProgram, programName, runsArguments } from './programs.ts';

const ASSIGNMENT = /^([a-z_][\w.-]{0,60})=([^]*)$/i;
/** `${POD_CIDR:=10.200.0.0/24}` */
const DEFAULT_EXPANSION = /^\$\{([a-z_]\w{0,60}):?=/i;
const FLAG = /^(?:--[\w-]{1,60}=)?--?(pods?[-_]?cidrs?)(?:=([^]*))?$/i;

/** Commands whose arguments are assignments or another command. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'if while until export declare typeset readonly local set env sudo'.split(' '),
);

/** Whether an assignment is the start of a sentence: `pod-cidr=... is the range of ...`. */
function isProse(name: string, next: string | undefined): boolean {
  return name.includes('-') && next !== undefined && !looksLikeCidr(next) && !ASSIGNMENT.test(next);
}

function withoutOptions(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word, i) => !word.startsWith('-') && !/^-[ugh]$/.test(words[i - 1] ?? ''));
  return first < 0 ? [] : words.slice(first);
}

function printedText([name, ...args]: readonly string[]): string {
  const [first = '', ...rest] = args.filter((arg) => !/^-[a-z]{1,2}$/i.test(arg));
  if (name !== 'printf') return [first, ...rest].join(' ').replaceAll('\\n', '\n');
  return first.replaceAll('\\n', '\n').replace(/%s/g, (sign) => rest.shift() ?? sign);
}

/** Finds the assignments, flags and nested texts in a simple command. */
export class CommandReader {
  readonly #collector: ClaimCollector;
  readonly #text: NestedText;
  readonly #isOutputUsed: boolean;

  constructor(collector: ClaimCollector, text: NestedText, isOutputUsed: boolean) {
    this.#collector = collector;
    this.#text = text;
    this.#isOutputUsed = isOutputUsed;
  }

  read(allWords: readonly string[]): void {
    const words = withoutReservedWords(allWords);
    const [first = '', ...rest] = words;
    if (ASSIGNMENT.test(first)) return this.#readAssignment(first, rest);
    const name = programName(first);
    if (WRAPPERS.has(name)) return this.read(withoutOptions(rest));
    if (name === 'echo' || name === 'printf') {
      if (this.#isOutputUsed) this.#collector.addNestedText(printedText([name, ...rest]), this.#text);
    } else if (name === ':') {
      for (const word of rest) this.#collector.addAssignment(DEFAULT_EXPANSION.exec(word)?.[1] ?? '', word, this.#text);
    } else if (!isIgnoredProgram(name)) {
      if (runsArguments(words)) for (const word of rest) this.#collector.addNestedText(word, this.#text);
      this.#readFlags(words);
    }
  }

  #readAssignment(assignment: string, rest: readonly string[]): void {
    const [, name = '', value = ''] = ASSIGNMENT.exec(assignment) ?? [];
    if (/^(?:Default)?Environment$/.test(name)) this.#collector.addNestedText(value, this.#text);
    else if (isPodCidrKey(name)) {
      const more = rest.slice(0, rest.findIndex((word) => !looksLikeCidr(word)) >>> 0);
      if (!isProse(name, rest[0])) this.#collector.addAssignment(name, [value, ...more].join(','), this.#text);
    } else {
      this.#collector.addAssignment(name, value, this.#text);
      this.#readFlags([value]);
    }
    this.read(rest);
  }

  /** Such as `--pod-cidr=10.200.0.0/24`. A word in place of a range is the flag's description. */
  #readFlags(words: readonly string[]): void {
    const pieces = words.filter(mentionsPodCidr).length === 0 ? [] : words.flatMap((word) => word.split(/\s/));
    for (const [index, piece] of pieces.entries()) {
      const [, name, value = pieces[index + 1] ?? ''] = FLAG.exec(piece) ?? [];
      if (name === undefined) continue;
      const { literals, isComputed } = parseValueList(value);
      const isRange = literals.length > 0 && literals.every(looksLikeCidr);
      if (isComputed || isRange) this.#collector.addAssignment(name, value, this.#text);
    }
  }
}
