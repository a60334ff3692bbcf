import { styleText } from 'node:util';
import { expect, it } from 'vitest';
import { renderResult } from '../../../../../functions/cli/acceptance/render.ts';
import { formatError } from '../../../../../functions/cli/errors/format-error.ts';
import { changeLines } from '../../../../../functions/cli/render/report/change-lines.ts';
import { wrapNotes } from '../../../../../functions/cli/render/output-format.ts';
import { hanging } from '../../../../../functions/cli/render/terminal/wrap.ts';
import { SettingsError } from '../../../../../shared/reconcile/settings.ts';
import type { ReportedChange } from '../../../../../shared/reconcile/report/report.ts';

const SENTENCE = 'conflict over 10.200.0.0/24: claimed by worker-0 and rival; worker-0 keeps it';
const painted = (text: string) => styleText('yellow', text, { validateStream: false });

it('a sentence goes on below its first word, and a colour takes no room', () => {
  const wide = `! ${SENTENCE}`;
  expect(hanging('! ', SENTENCE, undefined)).toBe(wide);
  expect(hanging('! ', SENTENCE, wide.length)).toBe(wide);
  for (const mark of ['!', painted('!')]) {
    expect(hanging(`${mark} `, SENTENCE, 60)).toBe(
      `${mark} conflict over 10.200.0.0/24: claimed by worker-0 and\n  rival; worker-0 keeps it`,
    );
  }
  expect(hanging('', painted(SENTENCE), 80)).toBe(painted(SENTENCE));
});

it('commands in a sentence and words stay whole, however narrow it is', () => {
  const command = '"podroutes acceptance --cleanup 0a1b2c3d --region us-east-1"';
  expect(hanging('', `something may be left: ${command} removes it`, 40, '  ')).toBe(
    `something may be left:\n  ${command}\n  removes it`,
  );
  expect(hanging('- ', `the role arn:${'x'.repeat(50)} lacks it`, 40)).toBe(
    `- the role\n  arn:${'x'.repeat(50)}\n  lacks it`,
  );
  expect(hanging('- ', SENTENCE, 8)).toBe(`- ${SENTENCE}`);
});

const replaced: ReportedChange = {
  action: 'replace',
  destination: '10.200.1.0/24',
  table: 'rtb-0a68499f08b13dd98',
  before: 'i-0ae0ddb8f99668bb3',
  target: 'i-0d363fbd23f6e2c23',
  name: 'worker-with-quite-a-name',
  node: 'i-0d363fbd23f6e2c23',
  drift: true,
  reason: 'node claims another range',
  status: 'planned',
};

it.each([
  [
    80,
    [
      'in rtb-0a68499f08b13dd98 (node claims another range):',
      '~ 10.200.1.0/24  i-0ae0ddb8f99668bb3 -> i-0d363fbd23f6e2c23',
      '                 (worker-with-quite-a-name)',
    ],
  ],
  [
    60,
    [
      'in rtb-0a68499f08b13dd98 (node claims another range):',
      '~ 10.200.1.0/24',
      '  i-0ae0ddb8f99668bb3 -> i-0d363fbd23f6e2c23',
      '  (worker-with-quite-a-name)',
    ],
  ],
])('of a route that is replaced both next hops are told in %i columns', (columns, lines) => {
  const [one] = changeLines([replaced], (_, text) => text);
  expect(one).toBe(
    '~ 10.200.1.0/24  i-0ae0ddb8f99668bb3 -> i-0d363fbd23f6e2c23 (worker-with-quite-a-name)  in rtb-0a68499f08b13dd98  (node claims another range)',
  );
  expect(changeLines([replaced], (_, text) => text, { width: columns })).toEqual(lines);
});

it('results of checks and errors wrap too', () => {
  const result = {
    id: 'exists',
    behaviour: 'a route that exists',
    expected: 'RouteAlreadyExists',
    outcome: { kind: 'as-believed', observed: 'RouteAlreadyExists' },
  } as const;
  expect(renderResult(result, 60)).toBe(
    'as believed  a route that exists: expected\n             RouteAlreadyExists; observed RouteAlreadyExists\n',
  );
  const error = formatError(new SettingsError(['CLUSTER_NAME is not set']), true);
  const io = (isTerminal: boolean) => ({ stderr: { write: () => {}, isTerminal, hasColours: false, columns: 60 } });
  expect(wrapNotes(error, io(false))).toBe(error);
  const [details = ''] = /\n {2}.*$/s.exec(error) ?? [];
  expect(wrapNotes(error, io(true))).toBe(
    'podroutes: CLUSTER_NAME is not set (--cluster-name)\n' +
      `podroutes: "podroutes init" looks for the cluster and\n  writes its settings to podroutes.yaml${details}`,
  );
});
