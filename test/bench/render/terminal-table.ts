import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Row } from '../row.ts';

/** Shares of the terminal's width. */
const SHARES = [0.3, 0.27, 0.16, 0.27];
const LEAST_WIDTH = 100;
const BORDERS = 6;
const ID_WIDTH = 4;

const mark = ({ isMet }: Row) => (isMet ? styleText('green', 'yes') : styleText('red', 'NO'));

/** The rows for a terminal so many columns wide, and beneath them how each was measured. */
export function terminalTable(rows: readonly Row[], width: number): string {
  const room = Math.max(width, LEAST_WIDTH) - BORDERS - ID_WIDTH;
  const colWidths = [...SHARES.map((share) => Math.floor(share * room)), ID_WIDTH + 1];
  const table = new Table({
    head: ['what', 'elsewhere', 'target', 'measured', 'met'],
    colWidths,
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  table.push(...rows.map((row) => [row.what, row.elsewhere, row.target, row.measured, mark(row)]));
  return [table.toString(), '', ...rows.map(({ id, how }) => `${styleText('bold', id)}: ${how}`)].join('\n');
}
