import { pseudoRandom } from '../generate/history.ts';

/** Makes chance repeat itself until it is disposed of: retries wait for times drawn by `Math.random`. */
export function useDeterministicRandom(): Disposable {
  const random = Math.random;
  let drawn = 0;
  Math.random = () => {
    drawn += 1;
    return pseudoRandom(drawn, 7) / 2 ** 32;
  };
  return {
    [Symbol.dispose]: () => {
      Math.random = random;
    },
  };
}
