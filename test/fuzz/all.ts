import type { Target } from './target.ts';
import { awsAnswers } from './targets/aws-answers.ts';
import { claims } from './targets/claims.ts';
import { commandLine } from './targets/command-line.ts';
import { awsEvents, gcpEvents } from './targets/events.ts';
import { gcpAnswers } from './targets/gcp-answers.ts';
import { settings, settingsFile } from './targets/settings.ts';
import { userData } from './targets/user-data.ts';

/** Everything that takes what comes from outside. */
export const TARGETS: readonly Target[] = [
  userData,
  claims,
  awsEvents,
  gcpEvents,
  settings,
  settingsFile,
  awsAnswers,
  gcpAnswers,
  commandLine,
];
