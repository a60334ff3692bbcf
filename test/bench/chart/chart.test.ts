import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { AWS } from '../prices.ts';
import type { Approach } from '../report/scaling.ts';
import { linearAxis, logAxis, spreadApart } from './axis.ts';
import { drawCostChart } from './cost-chart.ts';
import { element, text } from './svg.ts';

describe('an axis', () => {
  it('by powers of ten', () => {
    const { at, ticks } = logAxis([1, 1000], { from: 0, to: 300 });
    expect(ticks).toEqual([1, 10, 100, 1000]);
    expect(ticks.map(at).map(Math.round)).toEqual([0, 100, 200, 300]);
  });

  it('in steps, upwards on the page', () => {
    const { at, ticks } = linearAxis(8, 4, { from: 200, to: 100 });
    expect(ticks).toEqual([0, 4, 8]);
    expect(ticks.map(at)).toEqual([200, 150, 100]);
  });
});

describe('names at the ends of lines', () => {
  it.each([
    ['far apart stay', [10, 50, 90], [10, 50, 90]],
    ['at one place are stacked upwards', [90, 90, 90], [90, 75, 60]],
    ['keep their order', [85, 90], [75, 90]],
    ['stay above the lowest place', [120, 10], [100, 10]],
  ])('%s', (_, positions, expected) => {
    expect(spreadApart(positions, 15, 100)).toEqual(expected);
  });
});

describe('SVG', () => {
  it('escapes what it is given and rounds numbers', () => {
    expect(text('text', { x: 1.239, name: '"' }, 'a < b & c')).toBe(
      '<text x="1.2" name="&quot;">a &lt; b &amp; c</text>',
    );
    expect(element('g', {}, [element('rect', { width: 5 })])).toBe('<g>\n<rect width="5"/>\n</g>');
  });
});

describe('the picture of costs', () => {
  const monthly = [{ what: 'machine', quantity: 100, price: AWS.machine }];
  const way = (name: Approach['name'], callsPerDay: number): Approach => ({
    name,
    points: [10, 100, 1000].map((nodes) => ({ nodes, callsPerDay, monthly: name === 'by hand' ? [] : monthly })),
  });
  const ways = [way('by hand', 10), way('polling controller', 17_280), way('podroutes', 600)];
  const svg = drawCostChart({ AWS: [...ways, way('podroutes, ranges in tags', 580)], GCP: ways });

  it('is well-formed, has a title and a description, and follows the theme', () => {
    expect(XMLValidator.validate(svg)).toBe(true);
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(root).toMatchObject({
      '@_role': 'img',
      '@_aria-labelledby': 'title description',
      title: { '#text': expect.stringMatching(/\w/) },
      desc: { '#text': expect.stringMatching(/\w/) },
    });
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('has a line for each way and panel, each named, and labels on both axes', () => {
    expect(svg.match(/class="line /g)).toHaveLength(4 + 4 + 3 + 4);
    for (const name of ['by hand', 'polling controller', 'podroutes, ranges in tags', 'podroutes, list price'])
      expect(svg).toContain(`>${name}</text>`);
    for (const label of ['AWS: API calls a day', 'GCP: dollars a month', 'nodes', '10,000', '$12'])
      expect(svg).toContain(`>${label}</text>`);
  });

  it('draws nothing outside of itself', () => {
    const { groups } = /viewBox="0 0 (?<width>\d+) (?<height>\d+)"/.exec(svg) ?? {};
    const places = [...svg.matchAll(/ c?(?<axis>[xy])="(?<at>[-\d.]+)"/g)];
    expect(places.length).toBeGreaterThan(50);
    for (const place of places) {
      const at = Number(place.groups?.['at']);
      const most = Number(place.groups?.['axis'] === 'x' ? groups?.['width'] : groups?.['height']);
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(most);
    }
  });
});
