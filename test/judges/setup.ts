import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the virtual environment that holds the clouds' own descriptions of their APIs. */
    readonly judges: string;
  }
}

export default function setup(project: TestProject): void {
  const venv = process.env['PODROUTES_VENV'];
  if (venv === undefined) throw new Error('PODROUTES_VENV is not set; start this suite with npm run test:judges');
  project.provide('judges', venv);
}
