import { formatRows, linesNeeded, type Rows } from './columns.ts';
import { lengthOf } from './terminal/wrap.ts';

/** Columns of which all rows have the same value, the widest first; the last column tells how each row is, and always stays. */
function sameColumns(heading: readonly string[], rows: Rows): number[] {
  const [first = [], second] = rows;
  if (second === undefined) return [];
  const widthOf = (at: number) => Math.max(lengthOf(heading[at] ?? ''), lengthOf(first[at] ?? ''));
  return [...first.slice(0, -1).keys()]
    .filter((at) => rows.every((cells) => cells[at] === first[at]))
    .toSorted((a, b) => widthOf(b) - widthOf(a));
}

/** How a table may be made narrower: by columns that are left out, then by the blanks between the others. */
interface Shape {
  readonly leftOut: readonly number[];
  readonly gap?: number;
}

const WHOLE: Shape = { leftOut: [] };

const columnsOf = (rows: Rows, { leftOut }: Shape) =>
  leftOut.length === 0 ? rows : rows.map((cells) => cells.filter((_, at) => !leftOut.includes(at)));

/** The shape that takes the fewest lines; of several the first, which leaves the least out. */
function chooseShape(heading: readonly string[], rows: Rows, width: number): Shape {
  const same = sameColumns(heading, rows);
  const shapes = [WHOLE, ...same.map((_, i): Shape => ({ leftOut: same.slice(0, i + 1) })), { leftOut: same, gap: 1 }];
  const lengthOfTable = (shape: Shape) =>
    linesNeeded(columnsOf([heading, ...rows], shape), width, shape.gap) + Math.sign(shape.leftOut.length);
  const lengths = shapes.map(lengthOfTable);
  return shapes[lengths.indexOf(Math.min(...lengths))] ?? WHOLE;
}

/**
 * A table with its heading. Where it is wider than `width`, what is the same in all rows is told once above them, one column after
 * another until each row has a line; where that is not enough, the columns move together, or rows are broken.
 */
export function formatTable(heading: readonly string[], rows: Rows, width: number | undefined): string[] {
  const shape = width === undefined ? WHOLE : chooseShape(heading, rows, width);
  const caption = shape.leftOut.toSorted((a, b) => a - b).map((at) => `${heading[at] ?? ''} ${rows[0]?.[at] ?? ''}`);
  const above = caption.length === 0 ? [] : formatRows([caption], width);
  return [...above, ...formatRows(columnsOf([heading, ...rows], shape), width, shape.gap)].flat();
}
