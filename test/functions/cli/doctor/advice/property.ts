import fc from 'fast-check';
import { startAwsPatient } from './aws-patient.ts';
import { anyFleet, type Fleet } from './fleet.ts';
import { type Course, followAdvice } from './follow-advice.ts';
import { startGcpPatient } from './gcp-patient.ts';

const ADVICE_CLOUDS = { aws: startAwsPatient, gcp: startGcpPatient } as const;

export type AdviceCloud = keyof typeof ADVICE_CLOUDS;

interface AdviceStatistics {
  fleets: number;
  findings: number;
  commands: number;
  /** Findings left, by their ids: those that no command mends. */
  readonly left: Record<string, number>;
}

export async function adviceOn(cloud: AdviceCloud, fleet: Fleet): Promise<Course> {
  const patient = await ADVICE_CLOUDS[cloud](fleet);
  try {
    return await followAdvice(patient, fleet.order);
  } finally {
    await patient.close();
  }
}

/** Follows the advice in random fleets. Throws what fast-check says of the first that comes to harm: the fleet, shrunk. */
export async function adviceProperty(cloud: AdviceCloud, { seed, runs }: { seed: number; runs: number }) {
  const statistics: AdviceStatistics = { fleets: 0, findings: 0, commands: 0, left: {} };
  const property = fc.asyncProperty(anyFleet, async (fleet) => {
    const { findings, commands, left } = await adviceOn(cloud, fleet);
    statistics.fleets += 1;
    statistics.findings += findings.length;
    statistics.commands += commands.length;
    for (const { id } of left) statistics.left[id] = (statistics.left[id] ?? 0) + 1;
  });
  await fc.assert(property, { seed, numRuns: runs, includeErrorInReport: true });
  return statistics;
}
