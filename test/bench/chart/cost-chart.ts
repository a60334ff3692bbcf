import { afterFreeTier, atListPrice, total } from '../cost/bill.ts';
import type { ScalePoint, Approach } from '../report/scaling.ts';
import { linearAxis, logAxis } from './axis.ts';
import { drawPanel, type Line, type Panel } from './panel.ts';
import { element, text } from './svg.ts';

const WIDTH = 960;
const HEIGHT = 620;

/** Colours that can be told apart without colours too: each line has its own dashes, and its name at its end. */
const STYLE = `
  .paper { fill: #ffffff } .title, .name { fill: #1f2328 } .tick { fill: #59636e } .grid { stroke: #d1d9e0 }
  .hand { --c: #9a6700 } .theirs { --c: #cf222e } .ours { --c: #0969da } .less { --c: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .title, .name { fill: #f0f6fc } .tick { fill: #9198a1 } .grid { stroke: #3d444d }
    .hand { --c: #d29922 } .theirs { --c: #f85149 } .ours { --c: #4493f8 } .less { --c: #3fb950 }
  }
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif }
  .title { font-size: 14px; font-weight: 600 } .name { fill: var(--c) }
  .line { fill: none; stroke: var(--c); stroke-width: 2 } .dot { fill: var(--c) }
  .line.hand { stroke-dasharray: 2 4 } .line.theirs { stroke-dasharray: 8 4 } .line.less { stroke-dasharray: 12 3 2 3 }
`;

const LINE_CLASSES: Readonly<Record<Approach['name'], string>> = {
  'by hand': 'hand',
  'polling controller': 'theirs',
  podroutes: 'ours',
  'podroutes, ranges in tags': 'less',
};

const number = new Intl.NumberFormat('en-US');

type Cloud = 'AWS' | 'GCP';

function boxAt(column: number, row: number): Panel['box'] {
  const left = 70 + column * 480;
  const top = 62 + row * 290;
  return { left, right: left + 230, top, bottom: top + 190 };
}

function lineOf(way: Approach, label: string, cssClass: string, value: (point: ScalePoint) => number): Line {
  return { label, cssClass, points: way.points.map((point) => [point.nodes, value(point)]) };
}

function nodesAxis({ left, right }: Panel['box']) {
  return { x: logAxis([10, 1000], { from: left, to: right }), xLabel: 'nodes' };
}

function callsPanel(cloud: Cloud, ways: readonly Approach[], row: number): Panel {
  const box = boxAt(0, row);
  return {
    title: `${cloud}: API calls a day`,
    ...nodesAxis(box),
    y: logAxis([1, 100_000], { from: box.bottom, to: box.top }),
    yText: (value) => number.format(value),
    lines: ways.map((way) => lineOf(way, way.name, LINE_CLASSES[way.name], ({ callsPerDay }) => callsPerDay)),
    box,
  };
}

function dollarsPanel(cloud: Cloud, ways: readonly Approach[], row: number): Panel {
  const box = boxAt(1, row);
  const lines = ways.flatMap((way) => {
    // Where the ranges stand changes the bill by cents.
    if (way.name === 'podroutes, ranges in tags') return [];
    const label = way.name === 'podroutes' ? 'podroutes, list price' : way.name;
    const line = lineOf(way, label, LINE_CLASSES[way.name], ({ monthly }) => total(monthly, atListPrice));
    if (way.name !== 'podroutes') return [line];
    const free = lineOf(way, 'podroutes, free tier', 'less', ({ monthly }) => total(monthly, afterFreeTier));
    return [line, free];
  });
  return {
    title: `${cloud}: dollars a month`,
    ...nodesAxis(box),
    y: linearAxis(16, 4, { from: box.bottom, to: box.top }),
    yText: (value) => `$${value}`,
    lines,
    box,
  };
}

const DESCRIPTION = `Four diagrams over fleets of 10, 100 and 1,000 nodes, each node replaced once a week: API calls a day and dollars a month, on AWS and on GCP, by hand, with a controller that polls every ten seconds (a model), and with podroutes.`;

/** The picture of cost against fleet size, as an SVG that follows the reader's light or dark theme. */
export function drawCostChart(growth: Readonly<Record<Cloud, readonly Approach[]>>): string {
  const clouds: readonly Cloud[] = ['AWS', 'GCP'];
  const panels = clouds.flatMap((cloud, row) => [
    callsPanel(cloud, growth[cloud], row),
    dollarsPanel(cloud, growth[cloud], row),
  ]);
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-labelledby': 'title description',
  };
  const drawn = element('svg', root, [
    text('title', { id: 'title' }, 'What pod routes cost, against the size of the fleet'),
    text('desc', { id: 'description' }, DESCRIPTION),
    `<style>${STYLE}</style>`,
    element('rect', { class: 'paper', width: WIDTH, height: HEIGHT }),
    ...panels.map(drawPanel),
  ]);
  return `${drawn}\n`;
}
