/** Blanks around a cell's text, as the AWS CLI counts them. */
const PADDING = 4;

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * How the AWS CLI divides a table's width, borders included, among its columns: in proportion, what rounding leaves over
 * taken from the first or given to the last. That is why its first column often looks too narrow.
 */
function distributeWidth(contentWidths: readonly number[], total: number): number[] {
  const sum = contentWidths.reduce((a, b) => a + b, 0);
  const widths = contentWidths.map((width) => roundHalfToEven((total / sum) * width));
  let excess = widths.reduce((a, b) => a + b, 0) - total;
  for (let i = 0; excess !== 0; i += 1) {
    const at = excess > 0 ? i % widths.length : widths.length - 1 - (i % widths.length);
    widths[at] = (widths[at] ?? 0) - Math.sign(excess);
    excess -= Math.sign(excess);
  }
  return widths;
}

/** A table as `aws --output table` prints it, to the byte. */
export function formatAwsTable(title: string, rows: readonly (readonly string[])[]): string {
  const contentWidths = columnWidths(rows).map((width) => width + PADDING);
  const total =
    Math.max(
      title.length,
      contentWidths.reduce((a, b) => a + b, 0),
    ) + 2;
  // The first column pays for both of its borders, every other for its right one.
  const inner = distributeWidth(contentWidths, total).map((width, i) => width - (i === 0 ? 2 : 1));
  const rule = `+${inner.map((width) => '-'.repeat(width)).join('+')}+`;
  const line = (cells: readonly string[]) => `|${cells.map((cell, i) => `  ${cell}`.padEnd(inner[i] ?? 0)).join('|')}|`;
  const left = Math.floor(total / 2) - Math.floor(title.length / 2) - 1;
  const heading = `|${`${' '.repeat(left)}${title}`.padEnd(total - 2)}|`;
  return ['-'.repeat(total), heading, rule, ...rows.map(line), rule].join('\n');
}

/** A table as gcloud prints it: a heading in capitals, two blanks between columns, none at the end. */
export function formatGcloudTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = columnWidths(all);
  const last = heading.length - 1;
  return all
    .map((cells) => cells.map((cell, i) => (i === last ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
    .join('\n');
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const [first = []] = rows;
  return first.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
}
