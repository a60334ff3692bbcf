import { commandLine } from '../shell.ts';

/** A command line of gcloud in one project. */
export type Gcloud = (project: string, ...words: readonly string[]) => string;

export const gcloud: Gcloud = (project, ...words) => commandLine('gcloud', ...words, `--project=${project}`);
