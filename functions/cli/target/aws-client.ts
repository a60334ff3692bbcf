import { type Ec2Api, makeEc2Api } from '../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import type { ClaimStore } from '../../../shared/aws/pod-cidr/claim-cache.ts';
import { INTERACTIVE_RETRY_POLICY } from '../../../shared/aws/api/retry-policy.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { claimFileStore } from '../cache/claim-file.ts';
import type { TargetIo } from './target.ts';

/** Region and profile as the settings have them: what every AWS client of the command line is made with. */
export function awsClientConfig({ AWS_REGION: region, AWS_PROFILE: profile }: SettingsSource): {
  region?: string;
  profile?: string;
} {
  return { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

export function ec2ApiFor(settings: SettingsSource, { runtime: clock, requestTimeout }: TargetIo): Ec2Api {
  const client = ec2Client(awsClientConfig(settings), requestTimeout);
  return makeEc2Api(client, { clock, retryPolicy: INTERACTIVE_RETRY_POLICY });
}

/** What is remembered of user data, apart for each endpoint, region and profile. */
export function claimStoreFor(settings: SettingsSource, { cacheFolder }: TargetIo): ClaimStore | undefined {
  const names = ['AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_PROFILE'];
  const origin = names.map((name) => settings[name] ?? '');
  return cacheFolder === undefined ? undefined : claimFileStore(cacheFolder, origin);
}
