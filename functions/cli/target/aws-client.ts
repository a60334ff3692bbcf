import { type Ec2Api, makeEc2Api } from '../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';

/** Region and profile as the settings have them: what every AWS client of the command line is made with. */
export function awsClientConfig({ AWS_REGION: region, AWS_PROFILE: profile }: SettingsSource): {
  region?: string;
  profile?: string;
} {
  return { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

export function ec2ApiFor(settings: SettingsSource, clock: Clock): Ec2Api {
  return makeEc2Api(ec2Client(awsClientConfig(settings)), { clock });
}
