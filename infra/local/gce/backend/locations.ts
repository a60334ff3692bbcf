import { ApiError } from '../errors.ts';

export const REGIONS: Readonly<Record<string, readonly string[]>> = {
  'europe-west1': ['europe-west1-b', 'europe-west1-c', 'europe-west1-d'],
  'us-central1': ['us-central1-a', 'us-central1-b', 'us-central1-c'],
  'us-east1': ['us-east1-b', 'us-east1-c', 'us-east1-d'],
  'us-west1': ['us-west1-a', 'us-west1-b', 'us-west1-c'],
};

export const ZONES: readonly string[] = Object.values(REGIONS).flat();

const regionsByZone = new Map(
  Object.entries(REGIONS).flatMap(([region, zones]) => zones.map((zone) => [zone, region] as const)),
);

/** The region of a zone; an unknown zone is the caller's mistake. */
export function regionOfZone(zone: string): string {
  const region = regionsByZone.get(zone);
  if (region === undefined) throw unknownPlace('zone', zone);
  return region;
}

/** Refuses a zone or region the service does not have. */
export function requireLocation(kind: 'zones' | 'regions', name: string): void {
  if (kind === 'zones') regionOfZone(name);
  else if (!(name in REGIONS)) throw unknownPlace('region', name);
}

const unknownPlace = (kind: string, name: string) =>
  new ApiError('invalid', `Invalid value for field '${kind}': '${name}'. Unknown ${kind}.`);
