import { type Axis, spreadApart } from './axis.ts';
import { element, text } from './svg.ts';

export interface Line {
  readonly label: string;
  /** Class of its stroke: see the picture's style sheet. */
  readonly cssClass: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One diagram: lines over two axes, each line named at its end. */
export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yText: (value: number) => string;
  readonly lines: readonly Line[];
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

const LINE_HEIGHT = 15;

const number = new Intl.NumberFormat('en-US');

function grid({ x, y, yText, box }: Panel): string[] {
  const rows = y.ticks.flatMap((tick) => [
    element('line', { class: 'grid', x1: box.left, x2: box.right, y1: y.at(tick), y2: y.at(tick) }),
    text('text', { class: 'tick', x: box.left - 6, y: y.at(tick) + 4, 'text-anchor': 'end' }, yText(tick)),
  ]);
  const columns = x.ticks.map((tick) =>
    text('text', { class: 'tick', x: x.at(tick), y: box.bottom + 16, 'text-anchor': 'middle' }, number.format(tick)),
  );
  return [...rows, ...columns];
}

function curve({ x, y }: Panel, { cssClass, points }: Line): string[] {
  const path = points.map(([nodes, value], i) => {
    const place = `${x.at(nodes).toFixed(1)} ${y.at(value).toFixed(1)}`;
    return `${i === 0 ? 'M' : 'L'}${place}`;
  });
  const dots = points.map(([nodes, value]) =>
    element('circle', { class: `dot ${cssClass}`, cx: x.at(nodes), cy: y.at(value), r: 3 }),
  );
  return [element('path', { class: `line ${cssClass}`, d: path.join(' ') }), ...dots];
}

function names({ y, lines, box }: Panel): string[] {
  const ends = lines.map(({ points }) => y.at(points.at(-1)?.[1] ?? 0) + 4);
  const places = spreadApart(ends, LINE_HEIGHT, box.bottom + 4);
  return lines.map(({ label, cssClass }, i) =>
    text('text', { class: `name ${cssClass}`, x: box.right + 10, y: places[i] ?? 0 }, label),
  );
}

/** Draws a panel. */
export function drawPanel(panel: Panel): string {
  const { title, xLabel, lines, box } = panel;
  return element('g', {}, [
    text('text', { class: 'title', x: box.left, y: box.top - 14 }, title),
    ...grid(panel),
    text('text', { class: 'tick', x: (box.left + box.right) / 2, y: box.bottom + 34, 'text-anchor': 'middle' }, xLabel),
    ...lines.flatMap((line) => curve(panel, line)),
    ...names(panel),
  ]);
}
