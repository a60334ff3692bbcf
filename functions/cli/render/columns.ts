import Table from 'cli-table3';
import { lengthOf, wrap } from './terminal/wrap.ts';

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((name) => [name, '']),
);

const GAP = 2;

/** In a table that is too wide, cells are broken at this, but for the last, which is a sentence. */
const MAX_CELL = 40;

/** Where there is less room than this for a sentence, it stands below its row. */
const MIN_SENTENCE = 45;

type Rows = readonly (readonly string[])[];

function format(rows: Rows): string[] {
  const table = new Table({
    chars: { ...NO_BORDERS, middle: ' '.repeat(GAP) },
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

interface Layout {
  /** Columns that stand next to each other; each group stands below the one before it. */
  readonly groups: readonly (readonly number[])[];
  /** How wide the last column may be. */
  readonly sentenceWidth: number;
}

function layOut(rows: Rows, width: number): Layout {
  const groups: number[][] = [];
  let room = 0;
  let sentenceWidth = width;
  const columns = [...(rows[0] ?? []).keys()];
  for (const at of columns) {
    const widest = Math.max(...rows.flatMap((cells) => linesOf(cells[at]).map(lengthOf)));
    const needed = at === columns.length - 1 ? Math.min(widest, MIN_SENTENCE) : widest;
    const group = groups.at(-1);
    if (group !== undefined && needed + GAP <= room) {
      group.push(at);
      room -= GAP;
    } else {
      groups.push([at]);
      room = width - (groups.length === 1 ? 0 : GAP);
    }
    sentenceWidth = room;
    room -= needed;
  }
  return { groups, sentenceWidth };
}

/** The lines of each row of `rows`, in one table. */
function formatGroup(rows: Rows): string[][] {
  const lines = format(rows);
  return rows.map((cells) => lines.splice(0, Math.max(...cells.map((cell) => linesOf(cell).length))));
}

/**
 * Rows in columns, two blanks apart, without lines and trailing blanks; answers the lines of each. Colour codes take no width. A table
 * that is wider than `width` is broken into lines: a row goes on below itself, indented, and a cell below itself.
 */
export function formatRows(rows: Rows, width?: number): string[][] {
  if (rows.length === 0) return [];
  const lines = format(rows);
  if (width === undefined || lines.every((line) => lengthOf(line) <= width)) return lines.map((line) => [line]);
  const shortened = rows.map((cells) => cells.map((cell, at) => (at === cells.length - 1 ? cell : narrowed(cell))));
  const { groups, sentenceWidth } = layOut(shortened, width);
  const wrapped = shortened.map((cells) => [...cells.slice(0, -1), wrap(cells.at(-1) ?? '', sentenceWidth).join('\n')]);
  const parts = groups.map((group, i) => {
    const indent = i === 0 ? '' : ' '.repeat(GAP);
    const part = formatGroup(wrapped.map((cells) => group.map((at) => cells[at] ?? '')));
    return part.map((row) => row.map((line) => indent + line));
  });
  return rows.map((_, row) => parts.flatMap((part) => part[row] ?? []).filter((line) => line.trim() !== ''));
}

/** The same, all lines one after another. */
export const formatColumns = (rows: Rows, width?: number): string[] => formatRows(rows, width).flat();
