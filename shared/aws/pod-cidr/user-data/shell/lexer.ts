import type { Command, LexedLine } from './command.ts';

/** The words after these are dropped. */
const MAX_WORDS = 200;

const BLANK = new Set([' ', '\t']);

/** Where an expansion or a substitution ends that begins at `at`. */
function endOfExpansion(line: string, at: number): number {
  if (line[at] === '`') {
    const end = line.indexOf('`', at + 1);
    return end < 0 ? line.length : end + 1;
  }
  const open = line[at + 1];
  if (open !== '(' && open !== '{') return at + 1;
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let i = at + 1; i < line.length; i += 1) {
    if (line[i] === open) depth += 1;
    else if (line[i] === close && (depth -= 1) === 0) return i + 1;
  }
  return line.length;
}

/** Splits a line into commands, as a shell does. An apostrophe in prose quotes the rest of the line. */
class Lexer {
  readonly #line: string;
  #at = 0;
  #unfinished: LexedLine['unfinished'] = '';

  constructor(line: string) {
    this.#line = line;
  }

  read(): LexedLine {
    let command: Command = { words: [], precedingOperator: '', outputTargets: [], hereDocumentDelimiters: [] };
    const commands = [command];
    while (this.#at < this.#line.length) {
      this.#skipBlanks();
      const here = this.#line[this.#at];
      if (here === undefined || here === '#') break;
      const separator = this.#separator();
      if (separator !== '') {
        command = { words: [], precedingOperator: separator, outputTargets: [], hereDocumentDelimiters: [] };
        commands.push(command);
      } else if (here === '>' || here === '<') this.#redirect(command, here);
      else this.#add(command, this.#word());
    }
    return { commands, unfinished: this.#unfinished };
  }

  #add({ words }: Command, word: string): void {
    if (words.length < MAX_WORDS) words.push(word);
  }

  #skipBlanks(): void {
    while (BLANK.has(this.#line[this.#at] ?? '')) this.#at += 1;
  }

  /** Consumes the operator that ends a command. A `&` inside a word is a URL's. */
  #separator(): string {
    const [one, two] = [this.#line[this.#at] ?? '', this.#line[this.#at + 1] ?? ''];
    const isBoth = (one === '&' || one === '|' || one === ';') && two === one;
    const isOne = one !== '' && (';|()'.includes(one) || (one === '&' && (two === '' || BLANK.has(two))));
    if (!isBoth && !isOne) return '';
    this.#at += isBoth ? 2 : 1;
    return isBoth ? one + two : one;
  }

  #redirect(command: Command, sign: '<' | '>'): void {
    const from = this.#at;
    while (this.#line[this.#at] === sign) this.#at += 1;
    const signs = this.#at - from;
    if (sign === '<' && signs === 2 && this.#line[this.#at] === '-') this.#at += 1;
    this.#skipBlanks();
    const target = this.#word();
    if (sign === '>') command.outputTargets.push(target);
    else if (signs === 2 && target !== '') command.hereDocumentDelimiters.push(target);
  }

  #word(): string {
    let word = '';
    while (this.#at < this.#line.length) {
      const here = this.#line[this.#at] ?? '';
      if (BLANK.has(here) || ';|()<>'.includes(here)) break;
      // A lone `&` ends a word; `&2` and `a&b` do not.
      if (here === '&' && word !== '' && this.#separatesHere()) break;
      word += this.#piece(here);
    }
    return word;
  }

  #separatesHere(): boolean {
    const next = this.#line[this.#at + 1] ?? '';
    return next === '' || next === '&' || BLANK.has(next);
  }

  /** A piece of a word: a character, something quoted, or an expansion. */
  #piece(here: string): string {
    const from = this.#at;
    switch (here) {
      case '\\':
        this.#at += 2;
        if (this.#at > this.#line.length) this.#unfinished = here;
        return this.#line[from + 1] ?? '';
      case '$':
      case '`':
        this.#at = endOfExpansion(this.#line, from);
        return this.#line.slice(from, this.#at);
      case "'": {
        const end = this.#line.indexOf("'", from + 1);
        if (end < 0) this.#unfinished = here;
        this.#at = end < 0 ? this.#line.length : end + 1;
        return this.#line.slice(from + 1, end < 0 ? undefined : end);
      }
      case '"':
        return this.#quoted();
      default:
        this.#at += 1;
        return here;
    }
  }

  #quoted(): string {
    let text = '';
    this.#at += 1;
    while (this.#at < this.#line.length) {
      const here = this.#line[this.#at] ?? '';
      if (here === '"') {
        this.#at += 1;
        return text;
      }
      const isEscape = here === '\\' && '"\\$`'.includes(this.#line[this.#at + 1] ?? ' ');
      const end = here === '$' || here === '`' ? endOfExpansion(this.#line, this.#at) : this.#at + (isEscape ? 2 : 1);
      text += isEscape ? (this.#line[this.#at + 1] ?? '') : this.#line.slice(this.#at, end);
      this.#at = end;
    }
    this.#unfinished = '"';
    return text;
  }
}

/** The simple commands of a line, of those that the shell would read as one. */
export const lexLine = (line: string): LexedLine => new Lexer(line).read();
