import fc from 'fast-check';

/** What has broken programs before: terminals, logs, queries, prototypes, numbers, Unicode, and sheer length. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '\u001b]0;owned\u0007\u001b[2J\u009b2J',
  '\r\n{"level":"error","message":"fire"}',
  '\u2028\u2029\u0085',
  '\u202e\u200b\ufeff',
  '\ud800',
  '💥',
  '${jndi:ldap://x}',
  '$(reboot)',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
  '&xxe;&#0;&lt;',
  '../../../../../etc/passwd',
  '%00%0d%0a',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(40),
  '0x10',
  'null',
  'undefined',
  '[object Object]',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
] as const;

/** Runs of one character, which expressions and parsers like least. */
const LONG_RUNS = fc
  .tuple(
    fc.constantFrom(' ', '\t', '\n', ',', ';', '|', '#', '=', ':', '.', '/', '<', '&', '{', '[', '"', '\\', 'a', '0'),
    fc.constantFrom(64, 1000, 20_000),
  )
  .map(([unit, times]) => unit.repeat(times));

/** A text that somebody could write where they may write anything. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: LONG_RUNS },
);

function nested(depth: number, isList: boolean): string {
  return isList ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
}

/** A JSON value of any type, as its text: only a text can hold the key `__proto__`. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 4, arbitrary: fc.constantFrom('null', 'true', '0', '-1', '1e999', '[]', '{}', '[null]', '{"length":-1}') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'),
  },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(10, 500, 5000), fc.boolean()).map(([depth, list]) => nested(depth, list)),
  },
);
