import type { Io } from '../io.ts';
import { formatRows } from '../render/columns.ts';
import { lengthOf, widthOf } from '../render/terminal/wrap.ts';
import { painter } from '../render/terminal/colour.ts';
import { type DataFormat, isDataFormat, writeData } from '../render/output-format.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** A line of what is watched. */
export interface Row {
  /** The same as long as the line is about the same. */
  readonly key: string;
  /** The last tells how it is. */
  readonly cells: readonly string[];
  /** It says that something is not there: when the line is gone, nothing else is. */
  readonly isMissing?: boolean;
  /** Its cells but the last once it is gone, where they are others. */
  readonly whenGone?: readonly string[];
}

/** What one look has found. */
export interface Sight {
  readonly heading: readonly string[];
  /** The lines as they are at a time: ages alone are no change. */
  readonly rows: (now: number) => readonly Row[];
  /** For programs: the whole is printed again when something has changed. */
  readonly data: () => object;
}

export interface WatchOptions {
  readonly watch?: boolean;
  /** Seconds between looks. */
  readonly interval: number;
  readonly output?: 'table' | 'wide' | DataFormat;
}

const textOf = ({ cells }: Row) => cells.join('\t');

/** Of each column the longest cell so far; not of the last, which is a sentence. */
function widestOf(widest: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = [...(rows[0] ?? []).slice(0, -1).keys()];
  return columns.map((at) =>
    rows.map((cells) => cells[at] ?? '').reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a), widest[at] ?? ''),
  );
}

/** Prints lines, and then those that have changed. */
class LinePrinter {
  readonly #io: Io;
  /** What was shown: as it was at that time, and without a time. */
  #shown = new Map<string, { readonly row: Row; readonly text: string }>();
  /** Keeps the columns where they are from one look to the next. */
  #widest: readonly string[] = [];
  #isFirst = true;

  constructor(io: Io) {
    this.#io = io;
  }

  #goneRows(rows: readonly Row[]): Row[] {
    const keys = new Set(rows.map(({ key }) => key));
    const gone = [...this.#shown.values()].filter(({ row }) => !keys.has(row.key) && row.isMissing !== true);
    const mark = painter(this.#io.stdout)('red', 'gone');
    return gone.map(({ row: { key, cells, whenGone = cells.slice(0, -1) } }) => ({ key, cells: [...whenGone, mark] }));
  }

  print({ heading, rows }: Sight): void {
    // Without a time, ages are all the same.
    const comparable = rows(0);
    const now = rows(this.#io.runtime.now());
    const isChanged = comparable.map((row) => {
      const before = this.#shown.get(row.key);
      return before?.text !== textOf(row);
    });
    const gone = this.#goneRows(comparable);
    const heads = heading.length === 0 ? [] : [heading];
    const lines = [...heads, ...[...gone, ...now].map(({ cells }) => cells)];
    this.#widest = widestOf(this.#widest, lines);
    const [, ...shown] = formatRows([[...this.#widest, heading.at(-1) ?? ''], ...lines], widthOf(this.#io.stdout));
    const isShown = [...heads.map(() => this.#isFirst), ...gone.map(() => true), ...isChanged];
    this.#io.stdout.write(
      shown.flatMap((lines, i) => (isShown[i] === true ? lines.map((line) => `${line}\n`) : [])).join(''),
    );
    this.#shown = new Map(now.map((row, i) => [row.key, { row, text: textOf(comparable[i] ?? row) }]));
    this.#isFirst = false;
  }
}

/** Prints the whole again when it has changed. */
class DataPrinter {
  readonly #io: Io;
  readonly #format: DataFormat;
  #shown = '';

  constructor(io: Io, format: DataFormat) {
    this.#io = io;
    this.#format = format;
  }

  async print({ data }: Sight): Promise<void> {
    const value = data();
    const text = JSON.stringify(value);
    if (text === this.#shown) return;
    if (this.#format === 'yaml' && this.#shown !== '') this.#io.stdout.write('---\n');
    await writeData(this.#io, this.#format, value);
    this.#shown = text;
  }
}

/** Looks again and again, and prints what has changed, until Ctrl-C. */
export function watch({ interval, output }: WatchOptions, io: Io, look: () => Promise<Sight>): Promise<number> {
  const printer = isDataFormat(output) ? new DataPrinter(io, output) : new LinePrinter(io);
  return untilInterrupted(interval, io, async (ended) => {
    const sight = await look();
    if (!ended.aborted) await printer.print(sight);
  });
}
