import { shellCommand } from '../shell-command.ts';

/** A command line of gcloud in one project. */
export type Gcloud = (project: string, ...words: readonly string[]) => string;

export const gcloud: Gcloud = (project, ...words) => shellCommand('gcloud', ...words, `--project=${project}`);
