import type { Row } from '../row.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The rows for a page, and beneath them how each was measured. */
export function rowsSection(rows: readonly Row[]): string {
  const table = markdownTable(
    ['what', 'elsewhere', 'target', 'measured', 'met'],
    rows.map((row) => [row.what, row.elsewhere, row.target, row.measured, row.isMet ? 'yes' : '**no**']),
  );
  return [table, ...rows.map(({ what, how }) => `- _${what}_: ${how}`)].join('\n\n');
}
