import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseUserData } from '../../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { hostileText } from '../../../fuzz/inputs/hostile-values.ts';
import { howMany, SEED } from '../../../support/sample.ts';
import { FORMS } from './forms.ts';

const read = (data: string | Uint8Array) => parseUserData(Buffer.from(data).toString('base64'));

/** What gives the lines after it another meaning: a condition, a here-document, another kind of text. */
const CHANGES_MEANING =
  /<<|\b(?:if|for|while|until|select|case)\b|#cloud-config|mime-version|content-type|pods?[-_]?cidr/i;

const line = fc
  .oneof(
    hostileText,
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('#!/bin/bash', 'set -euo pipefail', '# a comment', 'NAME=worker-1', "it's done", 'fi', 'done', '}'),
  )
  .filter((text) => !CHANGES_MEANING.test(text));
const noise = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));

/** Forms that are lines of a script: those of documents are told by how the whole text begins. */
const scripts = FORMS.filter(({ text }) => !/^\s*(?:[{[]|#|$|---|apiVersion:)/.test(text));

/** Whether a word of prose in `text` would be a block's start if an end followed. */
const isOpen = (text: string) => /\b(?:if|for|while|until)\b/.test(text) && !/\b(?:fi|done)\b/.test(text);

/** In what begins as a script does, a quote that a line leaves open goes on in the next. */
const goesOn = (script: string) =>
  script.trimStart().startsWith('#!') &&
  script.split('\n').some((each) => /^[^']*'(?:[^']*'[^']*')*[^']*$|"/.test(each));

const runs = { numRuns: howMany(400, 100), seed: SEED };

describe('noise around a form changes nothing', () => {
  it('of a script', async () => {
    const property = fc.asyncProperty(noise, fc.constantFrom(...scripts), noise, async (before, { text }, after) => {
      fc.pre(!isOpen(text) || !/^\s*(?:fi|done)\b/m.test(after));
      fc.pre(!goesOn(`${before}\n${text}`));
      const claim = await read(text);
      expect(await read(`${before}\n${text}\n${after}`)).toEqual(claim);
      expect(await read(gzipSync(`${before}\r\n${text.replaceAll('\n', '\r\n')}\r\n${after}`))).toEqual(claim);
    });
    await fc.assert(property, runs);
  });

  it('of JSON and of cloud-config', async () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((each) => !CHANGES_MEANING.test(JSON.stringify(each)));
    const property = fc.asyncProperty(value, value, async (before, after) => {
      const document = { before, node: [{ 'pod-cidr': '10.200.1.0/24' }], after };
      const claim = { kind: 'stated', values: ['10.200.1.0/24'] };
      expect(await read(JSON.stringify(document))).toEqual(claim);
      expect(await read(`#cloud-config\n${stringify(document)}`)).toEqual(claim);
    });
    await fc.assert(property, { ...runs, numRuns: howMany(150, 50) });
  });
});

describe('whatever is read', () => {
  it('two forms, however they are cut, end in an outcome that is meant', async () => {
    const form = fc.constantFrom(...FORMS.map(({ text }) => text));
    const property = fc.asyncProperty(form, form, fc.nat(999), async (one, other, share) => {
      const text = `${one.slice(Math.floor((one.length * share) / 1000))}\n${other.slice(0, Math.floor((other.length * share) / 1000))}`;
      const { kind } = await read(text);
      expect(['none', 'stated', 'computed', 'unreadable']).toContain(kind);
    });
    await fc.assert(property, runs);
  });

  const CONFIG = '#cloud-config\npod-cidr: 10.200.1.0/24\n';
  const ALIASES = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n');
  const LONG = `POD_CIDR=10.200.1.0/24 ${'x'.repeat(15_000)}`;
  const script = (count: number) => ['a: &a |', `  ${LONG}`, ...Array.from({ length: count }, (_, i) => `b${i}: *a`)];

  const inHereDocuments = (count: number) => {
    const levels = Array.from({ length: count }, (_, i) => i);
    return [
      ...levels.map((i) => `cat > f <<E${i}`),
      'POD_CIDR=10.200.1.0/24',
      ...levels.toReversed().map((i) => `E${i}`),
    ].join('\n');
  };
  const inObjects = (count: number) => `${'{"a":'.repeat(count)}{"pod-cidr":"10.200.1.0/24"}${'}'.repeat(count)}`;

  it.each([
    ['six texts in texts', inHereDocuments(6), 'stated'],
    ['seven texts in texts', inHereDocuments(7), 'none'],
    ['forty objects in objects', inObjects(40), 'stated'],
    ['fifty objects in objects', inObjects(50), 'none'],
    ['aliases of aliases', `${CONFIG}a0: &a0 x\n${ALIASES}`, 'stated'],
    ['brackets in brackets', `${CONFIG}a: ${'['.repeat(15_000)}`, 'stated'],
    ['a long text that is named again and again', `#cloud-config\n${script(90).join('\n')}`, 'unreadable'],
    [
      'a file that is small only while packed',
      `${CONFIG}write_files:\n  - encoding: gz+b64\n    content: ${gzipSync(Buffer.alloc(500_000)).toString('base64')}`,
      'unreadable',
    ],
    ['more YAML than is parsed', `#cloud-config\n? pod-cidr\n: 10.200.1.0/24\n${'#\n'.repeat(16_400)}`, 'none'],
    ['lists in lists of JSON', `{"pod-cidr":"10.200.1.0/24","a":${'['.repeat(100_000)}`, 'none'],
    ['here-documents without an end', Array.from({ length: 15_000 }, (_, i) => `cat <<E${i} > f`).join('\n'), 'none'],
    ['words', `${'export '.repeat(30_000)}POD_CIDR=10.200.1.0/24`, 'none'],
    ['expansions without an end', 'POD_CIDR=$('.repeat(20_000), 'computed'],
  ])('%s: read to the end, or refused', async (_, text, kind) => {
    expect((await read(gzipSync(text))).kind).toBe(kind);
  });
});
