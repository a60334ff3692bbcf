const PACIFIC_OFFSET_HOURS = 8;

/** RFC 3339 with the Pacific offset, as in `creationTimestamp`. The service prints it so, wherever one is. */
export function resourceTime(milliseconds: number): string {
  const shifted = new Date(milliseconds - PACIFIC_OFFSET_HOURS * 3_600_000).toISOString();
  return shifted.replace('Z', '-08:00');
}

/** RFC 3339 in UTC, as in log entries. */
export const logTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
