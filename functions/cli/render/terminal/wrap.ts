import { stripVTControlCharacters } from 'node:util';
import { Help } from 'commander';
import type { Output } from '../../io.ts';

/** In less than this there would be a word a line; of the help of many flags no more than this is left in 60 columns. */
export const MIN_WIDTH = 12;

const help = new Help();
help.minWidthToWrap = MIN_WIDTH;

/** How wide a text for people may be; undefined where nobody looks. */
export const widthOf = ({ isTerminal, columns }: Output): number | undefined => (isTerminal ? columns : undefined);

/** Columns that `text` takes: colours take none. */
export const lengthOf = (text: string) => stripVTControlCharacters(text).length;

/** Commands in a sentence, as the sentence quotes them. */
const QUOTED_COMMAND = /"(?:aws|gcloud|podroutes) [^"]*"/g;

/** Stands for a blank at which nothing is broken. */
const HELD = '\u0000';

/** `text` broken between words. A word that is wider than `width` stays whole, and so do commands: people copy them. */
export function wrap(text: string, width: number): string[] {
  const held = text.replaceAll(QUOTED_COMMAND, (command) => command.replaceAll(' ', HELD));
  return help.boxWrap(held, width).replaceAll(HELD, ' ').split('\n');
}

/**
 * A sentence behind `lead`, which is an indentation or a mark, broken where it is wider than the terminal. Its other lines begin with
 * `rest`, by default below its first word.
 */
export function hanging(
  lead: string,
  text: string,
  width: number | undefined,
  rest = ' '.repeat(lengthOf(lead)),
): string {
  if (width === undefined) return lead + text;
  return lead + wrap(text, width - Math.max(lengthOf(lead), lengthOf(rest))).join(`\n${rest}`);
}

/** A sentence behind a mark that tells its kind. */
export interface MarkedLine {
  readonly mark: string;
  readonly text: string;
}

/** Marked lines, and sentences without a mark, as people see them. */
export const wrapLines = (lines: readonly (MarkedLine | string)[], width: number | undefined): string[] =>
  lines.map((line) =>
    typeof line === 'string' ? hanging('', line, width) : hanging(`${line.mark} `, line.text, width),
  );
