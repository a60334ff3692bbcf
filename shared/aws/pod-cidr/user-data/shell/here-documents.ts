import { LineJoiner } from './line-joiner.ts';
import type { Command } from './command.ts';

export interface ScriptLine {
  readonly text: string;
  readonly commands: readonly Command[];
  /** The bodies of its here-documents. */
  readonly hereDocuments: readonly string[];
}

/**
 * Splits a script into its lines that are not blank, each with those that it goes on in and with its here-documents. A
 * here-document without an end is read as lines.
 */
export function splitLines(script: string): ScriptLine[] {
  const all = script.split(/\r\n|\n|\r/);
  const lastIndex = new Map(all.map((line, index) => [line.trim(), index]));
  const joiner = new LineJoiner(all);
  const lines: ScriptLine[] = [];
  let index = 0;
  /** Moves on to the delimiter. */
  const takeBody = (delimiter: string): string[] => {
    if ((lastIndex.get(delimiter) ?? 0) <= index) return [];
    const start = index + 1;
    do index += 1;
    while (all[index]?.trim() !== delimiter);
    return [all.slice(start, index).join('\n')];
  };
  for (; index < all.length; index += 1) {
    if (all[index]?.trim() === '') continue;
    const { text, commands, last } = joiner.lineAt(index);
    index = last;
    const delimiters = commands.flatMap(({ hereDocumentDelimiters }) => hereDocumentDelimiters);
    lines.push({ text, commands, hereDocuments: delimiters.flatMap(takeBody) });
  }
  return lines;
}
