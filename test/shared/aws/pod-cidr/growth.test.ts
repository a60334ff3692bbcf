import { expect, it } from 'vitest';
import { parseUserData } from '../../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { leastProcessorTime } from '../../../support/processor-time.ts';
import { sampled } from '../../../support/sample.ts';

const KEY = 'POD_CIDR=10.200.1.0/24';
const STEP = 20_000;

/** `text` again and again, up to `length` characters. */
const fill = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

const TOKENS = ['pod-cidr', '=', ':', '|', ' ', '\n', '"', "'", ',', '#', '1', '$(', '{', '[', '<<E', 'if ', ';', '&&'];

/** Tokens in an order that is the same in every run. */
function tokens(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    text += TOKENS[state % TOKENS.length] ?? '';
  }
  return text;
}

// Each had, or could have, a loop inside a loop over the text.
const TEXTS: readonly (readonly [string, (length: number) => string])[] = [
  ['tokens in any order', tokens],
  ['assignments', (length) => fill(`${KEY}\n`, length)],
  ['blanks before something else', (length) => `pod-cidr=${fill(' ', length)}x`],
  ['commas before something else', (length) => `pod-cidr=x${fill(',', length)}y`],
  ['commas before something else, as data', (length) => `pod-cidr: x${fill(',', length)}y`],
  ['values', (length) => `pod-cidr=${fill('10.200.1.0/24,', length)}`],
  ['line separators', (length) => `pod-cidr=${fill(' ', length)}x\u2028y`],
  ['lines', (length) => `${KEY}\n${fill('x\n', length)}`],
  ['blank lines', (length) => `${KEY}\n${fill('\n', length)}`],
  ['words', (length) => `${fill('export ', length)}${KEY}`],
  ['words that are commands', (length) => `${KEY}${fill(' ; x', length)}`],
  ['alternatives', (length) => `${KEY}${fill('|pod-cidr:1', length)}`],
  ['expansions without an end', (length) => fill('POD_CIDR=$(', length)],
  ['quotes', (length) => `${KEY} ${fill(`"'`, length)}`],
  ['redirections', (length) => `${KEY} ${fill('> x ', length)}`],
  ['here-documents without an end', (length) => `${KEY}\n${fill('cat <<E > f\n', length)}`],
  [
    'here-documents in here-documents',
    (length) => `${fill('cat <<E > f\n', length / 2)}${KEY}\n${fill('E\n', length / 2)}`,
  ],
  [
    'blocks without an end, ends of others',
    (length) => `${KEY}\n${fill('if\n', length / 2)}${fill('done\n', length / 2)}`,
  ],
  ['blocks in blocks', (length) => `${fill('if\n', length / 2)}${KEY}\n${fill('fi\n', length / 2)}`],
  ['texts in texts', (length) => `eval "${fill(`${KEY};`, length)}"`],
  ['brackets', (length) => `{"pod-cidr":"10.200.1.0/24","a":${fill('[', length)}`],
  ['JSON', (length) => `{"a":[${fill('{"pod-cidr":"10.200.1.0/24"},', length)}0]}`],
  ['lines of JSON', (length) => fill('{"pod-cidr":"10.200.1.0/24"}\n', length)],
  [
    'a cloud-config too long for YAML',
    (length) => `#cloud-config\n${fill('- pod-cidr: 10.200.1.0/24\n', length + 33_000)}`,
  ],
];

it.each(sampled(TEXTS, 3))(
  '%s: ten times the text takes as long as ten of them',
  { timeout: 60_000 },
  async (_, textOf) => {
    const [short, long] = [STEP, 10 * STEP].map((length) => Buffer.from(textOf(length)).toString('base64'));
    const tenTimes = async () => {
      for (let time = 0; time < 10; time += 1) await parseUserData(short);
    };
    const ratio = async () =>
      (await leastProcessorTime(() => parseUserData(long))) / (await leastProcessorTime(tenTimes));
    await tenTimes();
    // One, and ten were it the square. A collection of garbage may fall into one of the attempts.
    let least = await ratio();
    for (let attempt = 1; attempt < 3 && least >= 5; attempt += 1) least = Math.min(least, await ratio());
    expect(least).toBeLessThan(5);
  },
);
