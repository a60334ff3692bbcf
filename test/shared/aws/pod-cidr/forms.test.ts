import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseUserData } from '../../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { mime } from '../../../support/mime.ts';
import { formsPage } from './forms-page.ts';
import { type Form, FORMS } from './forms.ts';

const COMPUTED = 'its pod CIDR is computed at boot; tag the instance with pod-cidr';

function claimOf({ expected }: Form): unknown {
  switch (expected) {
    case 'nothing':
      return { kind: 'none' };
    case 'computed':
      return { kind: 'computed', reason: COMPUTED };
    case 'remark':
      return { kind: 'none', remark: expect.stringMatching(/^its user data has "\w+"; podroutes reads "POD_CIDR"$/) };
    default:
      return { kind: 'stated', values: expected };
  }
}

const read = (data: string | Uint8Array) => parseUserData(Buffer.from(data).toString('base64'));
const part = (text: string) => ({
  type: 'text/x-shellscript',
  encoding: 'base64',
  body: Buffer.from(text).toString('base64'),
});

describe('what a text says about pod CIDRs', () => {
  it.each(FORMS.map((form) => [form.text, form] as const))('%j', async (text, form) => {
    const claim = claimOf(form);
    expect(await read(text)).toEqual(claim);
    expect(await read(gzipSync(text))).toEqual(claim);
    const mail = mime([part('#!/bin/sh\necho hi\n'), part(text)]);
    expect(await read(mail)).toEqual(claim);
    expect(await read(gzipSync(mail))).toEqual(claim);
  });

  it('many forms are known, and what says nothing is a third of them', () => {
    expect(FORMS.length).toBeGreaterThanOrEqual(90);
    expect(FORMS.filter(({ expected }) => expected === 'nothing').length * 3).toBeGreaterThanOrEqual(FORMS.length);
  });

  it('docs/pod-cidr.md shows them all', async () => {
    await expect(await formsPage()).toMatchFileSnapshot('../../../../docs/pod-cidr.md');
  });
});
