import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { RECORDING, recordLab, withoutTimes } from './recording.ts';

const README = new URL('../../README.md', import.meta.url);

describe('the README', () => {
  it('shows what ping prints (PODROUTES_RECORD=1 npm run test:packets -- readme writes it anew)', async () => {
    const text = await readFile(README, 'utf8');
    const recorded = `${await recordLab()}\n`;
    if (process.env['PODROUTES_RECORD'] === '1') {
      await writeFile(
        README,
        text.replace(RECORDING, (_, head: string, __, tail: string) => head + recorded + tail),
      );
    } else {
      expect(withoutTimes(RECORDING.exec(text)?.[2] ?? '')).toBe(withoutTimes(recorded));
    }
  });
});
