import type { FuzzTarget } from './target.ts';
import { awsResponses } from './targets/aws-responses.ts';
import { claims } from './targets/claims.ts';
import { commandLine } from './targets/command-line.ts';
import { awsEvents, gcpEvents } from './targets/events.ts';
import { gcpResponses } from './targets/gcp-responses.ts';
import { settings, settingsFile } from './targets/settings.ts';
import { userData } from './targets/user-data.ts';

/** Everything that takes what comes from outside. */
export const TARGETS: readonly FuzzTarget[] = [
  userData,
  claims,
  awsEvents,
  gcpEvents,
  settings,
  settingsFile,
  awsResponses,
  gcpResponses,
  commandLine,
];
