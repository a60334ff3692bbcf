const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** How long ago `since` was, in the largest unit that fits, as kubectl tells ages: 45s, 12m, 7h, 30d. `-` where it is not known. */
export function formatAge(since: number, now: number): string {
  if (since <= 0) return '-';
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const [unit, size] = UNITS.find(([, size]) => seconds >= size * 2) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}
