import { expect } from 'vitest';
import { runCli } from '../../../../support/cli/run-cli.ts';
import type { DoctorFixture, ReportedFinding } from './fixtures.ts';

/** One thing that is broken, and what a doctor says of it. */
export interface FaultCase<Sick extends DoctorFixture> {
  /** The finding, and nothing else but that nothing is deployed. */
  readonly findingId: string;
  /** Further findings that come with it. */
  readonly along?: readonly string[];
  readonly inject: (patient: Sick) => void;
  /** What it says, and the command that mends it. */
  readonly message: RegExp;
  readonly remediation: RegExp;
  /** Whether the functions are deployed. */
  readonly deployed?: boolean;
  /** Other settings of the command. */
  readonly env?: Readonly<Record<string, string>>;
  /** A resync comes between illness and doctor, so that only the illness is left to find. */
  readonly resyncFirst?: true;
  /** Without that there is no network to look at. */
  readonly hidesNetwork?: true;
  /** The finding stays: its command shows something, or runs with other settings. */
  readonly persists?: true;
}

/** Makes the patient ill, sees that exactly this is found, carries out the commands, and sees that nothing is left. */
export async function verifyFaultCase<Sick extends DoctorFixture>(
  fixture: Sick,
  faultCase: FaultCase<Sick>,
): Promise<void> {
  const {
    findingId,
    along = [],
    inject,
    message,
    remediation,
    deployed = false,
    env = {},
    resyncFirst = false,
    persists = false,
  } = faultCase;
  const counts = ({ id }: ReportedFinding) => deployed || id !== 'not-deployed';
  inject(fixture);
  if (resyncFirst) await runCli(['resync'], { env: fixture.env });
  const before = await fixture.runDoctor(env);
  const found = before.findings.filter((each) => each.id === findingId || counts(each));
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([findingId, ...along]));
  const main = found.find(({ id }) => id === findingId);
  if (faultCase.hidesNetwork !== true) expect(before.unchecked).toEqual([]);
  expect(main?.what).toMatch(message);
  expect(main?.mend).toMatch(remediation);
  expect(before.code).toBe(found.some(({ severity }) => severity === 'broken') ? 1 : 0);
  if (persists) return;
  for (const finding of found) await fixture.applyRemediation(finding);
  // A range that was mended still lacks its route.
  if (findingId.startsWith('pod-cidr')) await runCli(['resync'], { env: fixture.env });
  expect((await fixture.runDoctor(env)).findings.filter(counts)).toEqual([]);
}
