import Table from 'cli-table3';
import { lengthOf, wrap } from './terminal/wrap.ts';

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((name) => [name, '']),
);

/** Blanks between two columns. */
const GAP = 2;

/** In a table that is too wide, cells are broken at this, but for the last, which is a sentence. */
const MAX_CELL = 40;

/** Where there is less room than this for a sentence that is longer, it stands below its row. */
const MIN_SENTENCE = 45;

export type Rows = readonly (readonly string[])[];

function format(rows: Rows, gap: number): string[] {
  const table = new Table({
    chars: { ...NO_BORDERS, middle: ' '.repeat(gap) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((cells) => [...cells]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Names and ids differ at their ends as often as at their beginnings. */
function cut(word: string): string {
  if (lengthOf(word) <= MAX_CELL) return word;
  return `${word.slice(0, MAX_CELL / 2)}…${word.slice(1 - MAX_CELL / 2)}`;
}

/** A cell of at most MAX_CELL columns: broken between words, and a word that is longer loses its middle. */
const narrowed = (cell: string) => wrap(cell, MAX_CELL).map(cut).join('\n');

const linesOf = (cell = '') => cell.split('\n');

const widestOf = (rows: Rows, at: number) =>
  rows.reduce((widest, cells) => Math.max(widest, ...linesOf(cells[at]).map(lengthOf)), 0);

/** Whether a table has a line for each row. */
function fits(rows: Rows, width: number, gap: number): boolean {
  const widths = [...(rows[0] ?? []).keys()].map((at) => widestOf(rows, at) + gap);
  return widths.reduce((sum, each) => sum + each, -gap) <= width;
}

/** A table that is broken into lines. */
interface Layout {
  /** All columns but the last, no cell of which is wide. */
  readonly cells: Rows;
  readonly sentences: readonly string[];
  /** Columns that stand next to each other; each group stands below the one before it. */
  readonly groups: readonly (readonly number[])[];
  /** How much is left for a sentence beside the last group. */
  readonly room: number;
  readonly isBelow: (sentence: string) => boolean;
}

function layOut(rows: Rows, width: number, gap: number): Layout {
  const cells = rows.map((row) => row.slice(0, -1).map(narrowed));
  const sentences = rows.map((row) => row.at(-1) ?? '');
  const groups: number[][] = [];
  let room = 0;
  for (const at of (cells[0] ?? []).keys()) {
    const widest = widestOf(cells, at);
    const group = groups.at(-1);
    if (group !== undefined && widest <= room) {
      group.push(at);
    } else {
      groups.push([at]);
      room = width - (groups.length === 1 ? 0 : GAP);
    }
    room -= widest + gap;
  }
  const isTooLong = (sentence = '') => lengthOf(sentence) > room && room < MIN_SENTENCE;
  // Where there is no room for the heading, the column is below as a whole.
  const isBelow = (sentence: string) => isTooLong(sentence) || isTooLong(sentences[0]);
  return { cells, sentences, groups, room, isBelow };
}

/** About how many lines a table takes. */
export function linesNeeded(rows: Rows, width: number, gap = GAP): number {
  if (fits(rows, width, gap)) return rows.length;
  const { sentences, groups, room, isBelow } = layOut(rows, width, gap);
  const longer = sentences.filter((each) => isBelow(each) || lengthOf(each) > room);
  return rows.length * groups.length + longer.length;
}

/** The lines of each row of `rows`, in one table. */
function formatGroup(rows: Rows, gap: number): string[][] {
  const lines = format(rows, gap);
  return rows.map((cells) => lines.splice(0, Math.max(...cells.map((cell) => linesOf(cell).length))));
}

const indented = (lines: readonly string[]) => lines.map((line) => ' '.repeat(GAP) + line);

function breakRows(layout: Layout, width: number, gap: number): string[][] {
  const { cells, sentences, groups, room, isBelow } = layout;
  const beside = sentences.map((each) => (isBelow(each) ? '' : wrap(each, room).join('\n')));
  const below = sentences.map((each) => (isBelow(each) ? indented(wrap(each, width - GAP)) : []));
  const parts = groups.map((group, i) => {
    const isLast = i === groups.length - 1;
    const rows = cells.map((row, n) => [...group.map((at) => row[at] ?? ''), ...(isLast ? [beside[n] ?? ''] : [])]);
    const part = formatGroup(rows, gap);
    return i === 0 ? part : part.map(indented);
  });
  return cells.map((_, row) =>
    [...parts.flatMap((part) => part[row] ?? []), ...(below[row] ?? [])].filter((line) => line.trim() !== ''),
  );
}

/**
 * Rows in columns, `gap` blanks apart, without lines and trailing blanks; answers the lines of each. Colour codes take no width. A table
 * that is wider than `width` is broken into lines: a row goes on below itself, indented, and a cell below itself.
 */
export function formatRows(rows: Rows, width?: number, gap = GAP): string[][] {
  if (rows.length === 0) return [];
  if (width === undefined || fits(rows, width, gap)) return format(rows, gap).map((line) => [line]);
  return breakRows(layOut(rows, width, gap), width, gap);
}

/** The same, all lines one after another. */
export const formatColumns = (rows: Rows, width?: number): string[] => formatRows(rows, width).flat();
