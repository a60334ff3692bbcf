import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { DEFAULT_RETRY_POLICY, INTERACTIVE_RETRY_POLICY } from '../../../shared/aws/api/retry-policy.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { ec2Publication } from '../../../shared/aws/publication.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';
import type { OpenPublication } from './open-cloud.ts';

export function openAwsPublication(settings: SettingsSource, io: TargetIo, isPatient: boolean): OpenPublication {
  const config = readAwsConfig(settings);
  const client = ec2Client(awsClientConfig(settings), io.requestTimeout);
  const retryPolicy = isPatient ? DEFAULT_RETRY_POLICY : INTERACTIVE_RETRY_POLICY;
  return {
    cloud: ec2Publication(makeEc2Api(client, { clock: io.runtime, retryPolicy }), config),
    cluster: config.cluster,
  };
}
