import { expect } from 'vitest';
import { runCli } from '../../../../support/cli.ts';
import type { Patient, Told } from './bench.ts';

/** One thing that is broken, and what a doctor says of it. */
export interface Illness<Sick extends Patient> {
  /** The finding, and nothing else but that nothing is deployed. */
  readonly finds: string;
  readonly because: (patient: Sick) => void;
  /** What it says, and the command that mends it. */
  readonly what: RegExp;
  readonly mend: RegExp;
  /** Whether the functions are deployed. */
  readonly functions?: boolean;
  /** Other settings of the command. */
  readonly env?: Readonly<Record<string, string>>;
  /** A resync comes between illness and doctor, so that only the illness is left to find. */
  readonly resync?: true;
  /** Without that there is no network to look at. */
  readonly hides?: true;
  /** The finding stays: its command shows something, or runs with other settings. */
  readonly stays?: true;
}

/** Makes the patient ill, sees that exactly this is found, carries out the commands, and sees that nothing is left. */
export async function treat<Sick extends Patient>(patient: Sick, illness: Illness<Sick>): Promise<void> {
  const { finds, because, what, mend, functions = false, env = {}, resync = false, stays = false } = illness;
  const counts = ({ id }: Told) => functions || id !== 'not-deployed';
  because(patient);
  if (resync) await runCli(['resync'], { env: patient.env });
  const before = await patient.visit(env);
  const found = before.findings.filter((each) => each.id === finds || counts(each));
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([finds]));
  if (illness.hides !== true) expect(before.unchecked).toEqual([]);
  expect(found[0]?.what).toMatch(what);
  expect(found[0]?.mend).toMatch(mend);
  expect(before.code).toBe(found.some(({ severity }) => severity === 'broken') ? 1 : 0);
  if (stays) return;
  for (const finding of found) await patient.mend(finding);
  // A range that was mended still lacks its route.
  if (finds.startsWith('pod-cidr')) await runCli(['resync'], { env: patient.env });
  expect((await patient.visit(env)).findings.filter(counts)).toEqual([]);
}
