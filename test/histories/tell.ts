import type { Finding } from './search.ts';

/** What was found, and how to see it again. */
export function tell(cloud: string, { violation, seed, history }: Finding<object, object>): string {
  return [
    `${cloud}: ${violation.message}`,
    `The history, shrunk: ${JSON.stringify(history)}`,
    `To play it again: npm run test:soak -- --only histories --seed ${seed} --runs 2`,
    'When it is mended, name it in test/histories/known.ts.',
  ].join('\n');
}
