import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { STATUSES_WORST_FIRST } from '../../../../functions/cli/map/model/classify.ts';
import { blocksOf } from '../../../../functions/cli/map/model/map-model.ts';
import { escape, markup, raw } from '../../../../functions/cli/map/html/markup.ts';
import {
  dualStackMap,
  HOSTILE_TEXT,
  hostileMap,
  largeMap,
  healthyMap,
  mapOfEveryStatus,
} from '../../../support/builders/map-examples.ts';
import { mapOf, pageOf, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';

const PAGES = Object.entries({
  quiet: healthyMap,
  troubled: mapOfEveryStatus,
  dualStack: dualStackMap,
  hostile: hostileMap,
}).map(([name, make]) => [name, pageOf(make())] as const);

describe('text in the page', () => {
  it.each([
    ['<b>', '&lt;b&gt;'],
    [`"'&`, '&quot;&#39;&amp;'],
    ['a\u0000b\nc\u007f', 'a�b�c�'],
    ['\u202egnp.exe\u2066\u200f', '�gnp.exe��'],
    ['\ud800 é 日本', '� é 日本'],
  ])('%j is escaped', (text, expected) => {
    expect(escape(text)).toBe(expected);
  });

  it('is escaped wherever it is filled in, unless it was made by us', () => {
    expect(markup`<i title="${'"'}">${'<'}${raw('<hr>')}${['&', markup`<b>${'>'}</b>`]}${3}${undefined}</i>`.text).toBe(
      '<i title="&quot;">&lt;<hr>&amp;<b>&gt;</b>3</i>',
    );
  });
});

/** Tags and attributes of the page's markup, without the contents of its own scripts and style. */
function tagsOf(html: string): string[] {
  const bare = html.replaceAll(/(<(script|style)[^>]*>).*?(<\/\2>)/gs, '$1$3');
  return bare.match(/<[^>]*>/g) ?? [];
}

describe.each(PAGES)('the page of a network that is %s', (name, html) => {
  it('loads nothing and names no other place', () => {
    expect(html).not.toMatch(/\bhttps?:|\burl\(|@import|\bsrc=(?!x onerror)/);
    for (const tag of tagsOf(html)) {
      expect(tag).not.toMatch(/^<(?:img|link|iframe|object|embed|base|svg|audio|video)\b/i);
      expect(tag.match(/\bhref="([^#][^"]*)"/)).toBeNull();
      expect(tag).not.toMatch(/\s(?:on\w+|style|action|srcdoc|formaction)=(?![^"]*"[^"]*$)/i);
    }
  });

  it('lets nothing run or be styled but what it came with', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src( 'sha256-[^']+')+; base-uri 'none'; form-action 'none'$/,
    );
    const inline = [...html.matchAll(/<(?:script type="module"|style)>(.*?)<\/(?:script|style)>/gs)].map(
      ([, text = '']) => text,
    );
    expect(inline).toHaveLength(7);
    for (const text of inline) expect(policy).toContain(createHash('sha256').update(text).digest('base64'));
  });

  it('is the same each time it is made', () => {
    const again = { quiet: healthyMap, troubled: mapOfEveryStatus, dualStack: dualStackMap, hostile: hostileMap }[name];
    expect(again && pageOf(again())).toBe(html);
  });

  it('has a row for each link of a block, and no id twice', () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to = ''] of html.matchAll(/ href="#([^"]*)"/g)) expect(ids).toContain(to);
  });
});

describe('the page', () => {
  it('shows hostile names as text', () => {
    const html = pageOf(hostileMap(), { cluster: HOSTILE_TEXT, location: HOSTILE_TEXT });
    for (const text of ['<script>', '<img', '\u202e', '\u0000']) expect(html).not.toContain(text);
    expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(tagsOf(html).filter((tag) => tag.startsWith('<script'))).toHaveLength(6);
  });

  it('never tells what a node wrote where a range should stand', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE+password=hunter2';
    const html = pageOf(mapOf([worker('careless', [secret])], [], [cidr('10.200.0.0/16')]));
    expect(html).toContain('careless');
    expect(html).not.toContain('hunter2');
  });

  it('counts every block once', () => {
    const model = mapOfEveryStatus();
    const counts = [...pageOf(model).matchAll(/value="([a-z]+)"> \1 <output>(\d+)</g)].map(([, , n]) => Number(n));
    expect(counts).toHaveLength(STATUSES_WORST_FIRST.length);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(model.ranges.flatMap(blocksOf).length);
  });

  it('explains the signs that are there, before the table', () => {
    const html = pageOf(mapOfEveryStatus());
    expect(html.indexOf('id="legend"')).toBeLessThan(html.indexOf('<table'));
    expect(html.match(/<dl class="legend">.*?<\/dl>/s)?.[0].match(/<dt>/g)).toHaveLength(STATUSES_WORST_FIRST.length);
    expect(
      pageOf(healthyMap())
        .match(/<dl class="legend">.*?<\/dl>/s)?.[0]
        .match(/<dt>/g),
    ).toHaveLength(2);
  });

  it('tells of a refused claim on its block, else in a list, and never in both', () => {
    const html = pageOf(mapOfEveryStatus());
    const [list = ''] = html.match(/<section class="unplaced".*?<\/section>/s) ?? [];
    expect(list.match(/<li /g)).toHaveLength(1);
    expect(list).toContain('data-claims="192.168.7.0/24"');
    expect(list).toContain('worker-lost');
    const wide = pageOf(mapOf([worker('greedy', ['10.0.0.0/8'])], [], [cidr('10.200.0.0/16')]));
    expect(wide.match(/claims <code>10\.0\.0\.0\/8<\/code>/g)).toHaveLength(1);
  });

  it('says a route once that several tables share', () => {
    const html = pageOf(healthyMap());
    expect(html).toContain('in both tables');
    expect(html.match(/<li><span class="chip" data-s="ok">/g)).toHaveLength(20);
    expect(pageOf(largeMap(60))).toMatch(/in all 3 tables.*no route in any of the 3 tables/s);
  });
});
