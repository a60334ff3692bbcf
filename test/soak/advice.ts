import { adviceProperty } from '../functions/cli/doctor/advice/property.ts';

/** Follows the doctor's advice in `runs` random fleets on each cloud. Throws the first that comes to harm, shrunk. */
export async function advice(range: { seed: number; runs: number }) {
  return { violations: 0, aws: await adviceProperty('aws', range), gcp: await adviceProperty('gcp', range) };
}
