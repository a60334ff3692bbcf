import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { printable } from '../../../../../shared/reconcile/model/text/printable-text.ts';

describe('printable', () => {
  it.each([
    ['worker-0', 'worker-0'],
    ['Müller’s 工作 🚀', 'Müller’s 工作 🚀'],
    ['a\u001b[2Jb', 'a\u{fffd}[2Jb'],
    ['a\u009b2Jb', 'a\u{fffd}2Jb'],
    ['a\r\nb\tc\u2028d\u00a0e', 'a  b c d e'],
    ['a\u202egnp.b\u200b', 'a\u{fffd}gnp.b\u{fffd}'],
    ['half \ud83d', 'half \u{fffd}'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('cuts what is too long, never in the middle of a character', () => {
    expect(printable('x'.repeat(300))).toBe(`${'x'.repeat(254)}…`);
    expect(printable('🚀'.repeat(300), 10)).toBe('🚀🚀🚀🚀\u{fffd}…');
  });

  it('leaves one line, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const shown = printable(text, most);
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(printable(shown, most)).toBe(shown);
      }),
    );
  });
});

describe('the message of a CloudError', () => {
  it('is one line of bounded length, whatever a server answered', () => {
    const page = `<html>\n\u001b]0;owned\u0007${'<p>'.repeat(10_000)}`;
    const { message } = new CloudError('rejected', 'X', page);
    expect(message).toMatch(/^<html> \u{fffd}\]0;owned\u{fffd}<p>/u);
    expect(message).toHaveLength(2000);
  });
});
