import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { shellCommand } from '../shell-command.ts';

/** A command line of the AWS CLI, in the region and with the profile of the settings. */
export type AwsCommand = (service: string, operation: string, ...options: readonly string[]) => string;

export function makeAwsCommand({ AWS_REGION: region, AWS_PROFILE: profile }: SettingsSource): AwsCommand {
  const locationFlags = [
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
  return (...words) => shellCommand('aws', ...words, ...locationFlags);
}
