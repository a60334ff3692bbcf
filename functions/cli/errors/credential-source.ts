import { CloudError, CREDENTIALS_UNANSWERED } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { CloudKind } from '../settings/flags.ts';
import { awsCredentialSource } from './aws-credential-source.ts';

interface Caller {
  readonly kind?: CloudKind;
  readonly settings?: SettingsSource;
}

/** Who gives the credentials that did not come; undefined for other errors, and on GCP, whose errors name it. */
export async function credentialSourceOf(error: unknown, { kind, settings = {} }: Caller): Promise<string | undefined> {
  if (kind !== 'aws' || !(error instanceof CloudError) || error.code !== CREDENTIALS_UNANSWERED) return undefined;
  const { parseKnownFiles } = await import('@smithy/core/config');
  return awsCredentialSource(settings, await parseKnownFiles({}));
}
