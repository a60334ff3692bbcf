import { expect, it } from 'vitest';
import { formatFingerprint, isSameFingerprint } from '../../../../infra/local/gce/backend/ids.ts';

it('is written in the URL-safe alphabet, and known in both', () => {
  const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0xfe, 0xff, 0xfb, 0xef, 0xbe]);
  const written = formatFingerprint(bytes);
  expect(written).toMatch(/^[\w-]+=$/);
  expect(written).toContain('-');
  expect(written).toContain('_');
  expect(isSameFingerprint(bytes.toString('base64'), written)).toBe(true);
  expect(isSameFingerprint(formatFingerprint(bytes.subarray(1)), written)).toBe(false);
});
