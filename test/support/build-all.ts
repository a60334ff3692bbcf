import type { TestProject } from 'vitest/node';
import { buildToTemporaryFolder } from './build/built-output.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with everything that `npm run build` makes. Not to be written to. */
    readonly built: string;
  }
}

/** Builds once for all tests that look at what is built. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await buildToTemporaryFolder();
  project.provide('built', folder);
  return remove;
}
