/** More than these are told by their number. */
export const MAX_NAMES = 3;

/** ` and 4 more` of seven; nothing where all are told. */
export const andMore = (count: number): string => (count > MAX_NAMES ? ` and ${count - MAX_NAMES} more` : '');

/** `a, b, c and 4 more` */
export const firstFew = (names: readonly string[]): string =>
  names.slice(0, MAX_NAMES).join(', ') + andMore(names.length);
