import { type Ec2, ec2Client, pacedEc2 } from '../../../shared/aws/client.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';

/** Region and profile as the settings have them: what every AWS client of the command line is made with. */
export function awsClientConfig({ AWS_REGION: region, AWS_PROFILE: profile }: Source): {
  region?: string;
  profile?: string;
} {
  return { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

export function ec2For(settings: Source, runtime: Runtime): Ec2 {
  return pacedEc2(ec2Client(awsClientConfig(settings)), { runtime });
}
