import { expect, it } from 'vitest';
import { expectSchema } from '../../../support/schemas.ts';
import { DriftedLab } from './drifted-lab.ts';

const STALE = ['10.200.8.0/24', '10.200.9.0/24'];
const WANTED = ['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24'];

it('shows all that is to be deleted, then asks, then deletes', async () => {
  await using lab = await DriftedLab.open();
  const questions: string[] = [];
  const confirm = async (question: string) => questions.push(question) > 0;
  const { code, stdout } = await lab.run(['resync'], { isTerminal: true, confirm });
  expect([code, questions]).toEqual([0, ['Delete these 2 routes?']]);
  expect(stdout.match(/10\.200\.[89]\.0\/24/g)).toEqual(STALE);
  expect(stdout).toContain('2 deleted');
  expect(lab.ranges()).toEqual(WANTED);
});

it('after a no, and a Ctrl-C counts as one, nothing at all was written', async () => {
  await using lab = await DriftedLab.open();
  const before = lab.ranges();
  const { code, stderr } = await lab.run(['resync'], { isTerminal: true, confirm: async () => false });
  expect([code, stderr]).toEqual([1, 'podroutes: nothing was changed\n']);
  expect(lab.ranges()).toEqual(before);
  expect(lab.ec2.calls.count('CreateRoute') + lab.ec2.calls.count('CreateTags')).toBe(0);
});

it('as data, the question and what it is about stand on the other stream', async () => {
  await using lab = await DriftedLab.open();
  const { code, stdout, stderr } = await lab.run(['resync', '-o', 'json'], {
    isTerminal: true,
    confirm: async () => false,
  });
  expect(code).toBe(1);
  for (const range of STALE) expect(stderr).toContain(range);
  await expectSchema('report', JSON.parse(stdout));
});

it('deletes only what was shown, and that only where it is still wrong', async () => {
  await using lab = await DriftedLab.open();
  const confirm = async () => {
    lab.addRoute('10.200.7.0/24', 0);
    lab.ec2.backend.tag(lab.workers[1] ?? '', { 'pod-cidr': '10.200.8.0/24' });
    return true;
  };
  const { code, stdout } = await lab.run(['resync'], { isTerminal: true, confirm });
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 deleted, 0 failed/);
  expect(lab.ranges()).toEqual(['10.200.0.0/24', '10.200.2.0/24', '10.200.7.0/24', '10.200.8.0/24']);
});

it.each([
  ['with --yes', ['--yes'], true],
  ['with -y', ['-y'], true],
  ['where no people look', [], false],
])('asks nobody %s', async (_, flags, isTerminal) => {
  await using lab = await DriftedLab.open();
  const confirm = () => Promise.reject(new Error('was asked'));
  expect((await lab.run(['resync', ...flags], { isTerminal, confirm })).code).toBe(0);
  expect(lab.ranges()).toEqual(WANTED);
});

it('asks nobody where nothing is to be deleted', async () => {
  await using lab = await DriftedLab.open();
  await lab.run(['resync', '-y']);
  lab.ec2.backend.deleteRoute(lab.table, '10.200.0.0/24');
  const confirm = () => Promise.reject(new Error('was asked'));
  expect((await lab.run(['resync'], { isTerminal: true, confirm })).code).toBe(0);
  expect(lab.ranges()).toEqual(WANTED);
});

it('shows every deletion even where a terminal shows only some changes', async () => {
  await using lab = await DriftedLab.open();
  for (let i = 0; i < 35; i += 1) lab.addRoute(`10.200.${i + 100}.0/24`, 0);
  const { stdout } = await lab.run(['resync', '--force'], { isTerminal: true, confirm: async () => false });
  expect(stdout.match(/10\.200\.1\d\d\.0\/24/g)).toHaveLength(35);
});
