/** A number that looks random and is the same for the same `number` and `seed`. */
export function pseudoRandom(number: number, seed: number): number {
  let mixed = Math.imul(number + 1, 2654435761) ^ Math.imul(seed + 1, 40503);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
