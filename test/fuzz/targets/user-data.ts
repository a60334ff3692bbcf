import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parseUserData } from '../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { hostileText } from '../inputs/hostile-values.ts';
import { FORMS } from '../../shared/aws/pod-cidr/forms.ts';
import { stateless, fuzzTarget } from '../target.ts';
import { assertNoSecret, SECRET } from '../oracle/safety-checker.ts';
import { acceptedRanges } from './accepted-claims.ts';

const key = fc.constantFrom(
  'pod-cidr',
  'POD_CIDR',
  'pod_cidrs',
  '"pod-cidr"',
  'export POD_CIDR',
  '- pod-cidr',
  'name',
  'my-pod-cidr',
);
const sign = fc.constantFrom('=', ': ', ':', ' = ', '', '\u00a0=');
const value = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(33)).map(([b, c, p]) => `10.${b}.${c}.0/${p}`) },
  fc.constantFrom(
    'fd00:10:0:1::/64',
    '"10.200.1.0/24"',
    "'10.200.1.0/24' # x",
    '10.200.1.0/24,fd00:10:0:1::/64',
    SECRET,
    `10.200.1.0/24,${SECRET}`,
    `[10.200.1.0/24, ${SECRET}]`,
  ),
  hostileText,
);
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, sign, value).map((parts) => parts.join('')) },
  hostileText,
  fc.constantFrom(...FORMS.map(({ text }) => text)),
  fc.constantFrom(
    `export TOKEN=${SECRET}`,
    '#cloud-config',
    '#!/bin/sh',
    'Content-Type: text/x-shellscript',
    '--B',
    '--B--',
    '',
  ),
);
const lines = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '|', '\n\n'))
  .map(([all, end]) => all.join(end));

const HEAD = `MIME-Version: 1.0\nX-Token: ${SECRET}\nContent-Type: multipart/mixed; boundary="B"\n`;

function part(text: string, encoding: string): string {
  const head = `--B\nContent-Type: text/x\nContent-Transfer-Encoding: ${encoding}\nContent-Disposition: attachment\n\n`;
  return head + (encoding === 'base64' ? gzipSync(text).toString('base64') : text);
}

/** Bytes of user data, the secret always among them, as people pack it and as nobody should. */
const data = fc.oneof(
  lines.map((text) => Buffer.from(`TOKEN=${SECRET}\n${text}`)),
  lines.map((text) => gzipSync(`TOKEN=${SECRET}\n${text}`)),
  fc
    .tuple(
      fc.array(fc.tuple(lines, fc.constantFrom('7bit', 'base64', 'quoted-printable', SECRET)), { maxLength: 5 }),
      hostileText,
      fc.boolean(),
    )
    .map(([parts, header, isPacked]) => {
      const mail = `${HEAD}Subject: ${header}\n\n${parts.map(([text, encoding]) => part(text, encoding)).join('\n')}\n--B--`;
      return isPacked ? gzipSync(mail) : Buffer.from(mail);
    }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from([0x1f, 0x8b, ...bytes])),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

/** User data: whatever it is, it claims a range by the rules or none, and nothing of it is ever said. */
export const userData = fuzzTarget(
  'user data',
  25,
  fc.tuple(data, fc.nat(1000)),
  stateless(async ([bytes, share]) => {
    for (const some of [bytes, bytes.subarray(0, (bytes.length * share) / 1000)]) {
      const claim = await parseUserData(some.toString('base64'));
      if (claim.kind === 'unreadable') assertNoSecret([claim.reason]);
      acceptedRanges([claim]);
    }
  }),
);
