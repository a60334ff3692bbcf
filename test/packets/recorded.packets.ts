import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { RECORDING, recordLab, withoutTimes } from './recording.ts';

const PAGE = new URL('../../docs/comparison.md', import.meta.url);

describe('docs/comparison.md', () => {
  it('shows what ping prints (PODROUTES_RECORD=1 npm run test:packets -- recorded writes it anew)', async () => {
    const text = await readFile(PAGE, 'utf8');
    const recorded = `${await recordLab()}\n`;
    if (process.env['PODROUTES_RECORD'] === '1') {
      await writeFile(
        PAGE,
        text.replace(RECORDING, (_, head: string, __, tail: string) => head + recorded + tail),
      );
    } else {
      expect(withoutTimes(RECORDING.exec(text)?.[2] ?? '')).toBe(withoutTimes(recorded));
    }
  });
});
