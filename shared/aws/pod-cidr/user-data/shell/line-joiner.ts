import type { Command } from './command.ts';
import { lexLine } from './lexer.ts';
import { isKnownProgram } from './programs.ts';

/** A quote that opens on the line where another closes makes a shell read on once more. */
const MAX_JOINS = 10;

interface JoinedLine {
  readonly text: string;
  readonly commands: readonly Command[];
  /** The index of its last line. */
  readonly last: number;
}

/**
 * Joins the lines of a script that a shell reads as one: after a backslash, and inside quotes. Texts that are no scripts have
 * apostrophes, so quotes go on only in what begins as a script does, and after a program that is known.
 */
export class LineJoiner {
  readonly #lines: readonly string[];
  readonly #isScript: boolean;
  /** Quotes of which no more follow. */
  readonly #ended = new Set<string>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#isScript = lines.find((line) => line.trim() !== '')?.startsWith('#!') ?? false;
  }

  lineAt(first: number): JoinedLine {
    let last = first;
    let text = this.#lines[first] ?? '';
    let lexed = lexLine(text);
    for (let joins = 0; joins < MAX_JOINS && lexed.unfinished !== ''; joins += 1) {
      const { unfinished, commands } = lexed;
      const isContinued = unfinished === '\\';
      const end = isContinued ? this.#endOfContinuation(last) : this.#endOfQuote(unfinished, last, commands);
      if (end === last) break;
      const more = this.#lines.slice(last + 1, end + 1);
      text = isContinued ? [text, ...more].map(withoutBackslash).join('') : [text, ...more].join('\n');
      last = end;
      lexed = lexLine(text);
    }
    return { text, commands: lexed.commands, last };
  }

  #endOfContinuation(last: number): number {
    let end = last + 1;
    while (end < this.#lines.length && this.#lines[end]?.endsWith('\\') === true) end += 1;
    return Math.min(end, this.#lines.length - 1);
  }

  #endOfQuote(quote: string, last: number, commands: readonly Command[]): number {
    if (this.#ended.has(quote) || !(this.#isScript || isKnownProgram(commands.at(-1)))) return last;
    for (let end = last + 1; end < this.#lines.length; end += 1) {
      if (hasQuote(this.#lines[end] ?? '', quote)) return end;
    }
    this.#ended.add(quote);
    return last;
  }
}

const hasQuote = (line: string, quote: string) => (quote === "'" ? line.includes(quote) : /(?:^|[^\\])"/.test(line));

const withoutBackslash = (line: string) => (line.endsWith('\\') ? line.slice(0, -1) : line);
