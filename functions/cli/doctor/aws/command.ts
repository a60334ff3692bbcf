import type { Source } from '../../../../shared/reconcile/settings.ts';
import { commandLine } from '../shell.ts';

/** A command line of the AWS CLI, in the region and with the profile of the settings. */
export type AwsCommand = (service: string, operation: string, ...options: readonly string[]) => string;

export function awsCommand({ AWS_REGION: region, AWS_PROFILE: profile }: Source): AwsCommand {
  const where = [
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
  return (...words) => commandLine('aws', ...words, ...where);
}
