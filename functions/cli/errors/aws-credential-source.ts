import type { SettingsSource } from '../../../shared/reconcile/settings.ts';

/** Settings of the profile in the AWS CLI's files. */
type Profile = Readonly<Record<string, string | undefined>>;

const METADATA_SERVICE = 'the metadata service of EC2';

function sourceInProfile(name: string, profile: Profile): string | undefined {
  if (profile['credential_process'] !== undefined) return `the credential_process of profile ${name}`;
  const hasSso = profile['sso_session'] !== undefined || profile['sso_start_url'] !== undefined;
  if (hasSso) return `IAM Identity Center, which profile ${name} logs in to,`;
  return profile['role_arn'] === undefined ? undefined : `STS, which gives profile ${name} its role,`;
}

/**
 * Whoever is asked for credentials where neither the environment nor a file has them, in the order of the SDK:
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function awsCredentialSource(env: SettingsSource, profiles: Readonly<Record<string, Profile>>): string {
  const { AWS_PROFILE: name = 'default' } = env;
  const inProfile = sourceInProfile(name, profiles[name] ?? {});
  if (inProfile !== undefined) return inProfile;
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE'] !== undefined) return 'STS, which gives the role in AWS_ROLE_ARN,';
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path } = env;
  if (url !== undefined) return url;
  return path === undefined ? METADATA_SERVICE : `http://169.254.170.2${path}`;
}
