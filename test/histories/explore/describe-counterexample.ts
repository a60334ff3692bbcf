import type { Counterexample } from './search.ts';

/** What was found, and how to see it again. */
export function describeCounterexample(
  cloud: string,
  { violation, seed, history }: Counterexample<object, object>,
): string {
  return [
    `${cloud}: ${violation.message}`,
    `The history, shrunk: ${JSON.stringify(history)}`,
    `To play it again: npm run test:soak -- --only histories --seed ${seed} --runs 2`,
    'When it is mended, name it in test/histories/regressions.ts.',
  ].join('\n');
}
