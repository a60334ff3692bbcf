/** More than these are told by their number. */
export const FEW = 3;

/** ` and 4 more` of seven; nothing where all are told. */
export const andMore = (count: number): string => (count > FEW ? ` and ${count - FEW} more` : '');

/** `a, b, c and 4 more` */
export const firstFew = (names: readonly string[]): string => names.slice(0, FEW).join(', ') + andMore(names.length);
