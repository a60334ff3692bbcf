import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Output } from '../io.ts';

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((name) => [name, '']),
);

const GAP = 2;

/** In a table that is too wide, cells are cut to this, but for the last, which is a sentence. */
const MAX_CELL = 40;

/** How wide a table for people may be; undefined where nobody looks. */
export const widthOf = ({ isTerminal, columns }: Output): number | undefined => (isTerminal ? columns : undefined);

function format(rows: readonly (readonly string[])[]): string[] {
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

const lengthOf = (text: string) => stripVTControlCharacters(text).length;

/** Names and ids differ at their ends as often as at their beginnings. */
function cut(cell: string): string {
  if (lengthOf(cell) <= MAX_CELL) return cell;
  return `${cell.slice(0, MAX_CELL / 2)}…${cell.slice(1 - MAX_CELL / 2)}`;
}

/** Columns that stand next to each other within `width`; those behind go to a line below. */
function groupColumns(rows: readonly (readonly string[])[], width: number): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (const [at] of (rows[0] ?? []).entries()) {
    const needed = Math.max(...rows.map((cells) => lengthOf(cells[at] ?? '')));
    const group = groups.at(-1);
    if (group !== undefined && needed + GAP <= room) {
      group.push(at);
      room -= needed + GAP;
    } else {
      groups.push([at]);
      room = width - needed - (groups.length === 1 ? 0 : GAP);
    }
  }
  return groups;
}

/**
 * Rows in columns, two blanks apart, without lines and trailing blanks. Colour codes take no width. A table that is wider than
 * `width` is broken into lines: a row goes on below itself, indented.
 */
export function formatColumns(rows: readonly (readonly string[])[], width?: number): string[] {
  if (rows.length === 0) return [];
  const lines = format(rows);
  if (width === undefined || lines.every((line) => lengthOf(line) <= width)) return lines;
  const shortened = rows.map((cells) => cells.map((cell, at) => (at === cells.length - 1 ? cell : cut(cell))));
  const parts = groupColumns(shortened, width).map((group, i) => {
    const indent = i === 0 ? '' : ' '.repeat(GAP);
    return format(shortened.map((cells) => group.map((at) => cells[at] ?? ''))).map((line) => indent + line);
  });
  return rows.flatMap((_, row) => parts.flatMap((part) => part[row] ?? []).filter((line) => line.trim() !== ''));
}
