import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly seed: number;
    /** Whether only a sample is run of what there is. */
    readonly isSample: boolean;
  }
}

const DEFAULT = 20_260_101;

/** Tells the long tests how much of them to run, and by which seed. */
export default function setup(project: TestProject): void {
  const text = process.env['TEST_SEED'] ?? `${DEFAULT}`;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new Error(`TEST_SEED is "${text}"; it should be a whole number`);
  project.provide('seed', seed);
  project.provide('isSample', project.name !== 'full');
  process.stderr.write(`${project.name}: TEST_SEED=${seed}\n`);
}
