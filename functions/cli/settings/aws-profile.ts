import { parseKnownFiles } from '@smithy/core/config';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { firstFew } from '../../../shared/reconcile/model/text/first-few.ts';

/** Sections that are no profiles; the SDK's reader names them like this. */
const isNoProfile = (name: string) => /^(sso-session|services)\./.test(name);

/** Throws SettingsError where the AWS CLI's files have no such profile: the SDK would say only that it found no credentials. */
export async function assertProfileExists(profile: string): Promise<void> {
  const names = Object.keys(await parseKnownFiles({})).filter((name) => !isNoProfile(name));
  if (names.includes(profile)) return;
  const known = names.length === 0 ? 'there is none' : `there is ${firstFew(names)}`;
  throw new SettingsError([
    `there is no AWS profile "${profile}" in the AWS CLI's files (${known}); check --profile or AWS_PROFILE`,
  ]);
}
