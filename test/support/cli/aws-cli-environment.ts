import { join } from 'node:path';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';

/** The AWS CLI's profile that the lab's commands name, for a file named `config` in `folder`. */
export const TUTORIAL_PROFILE = `[profile ${AWS_TUTORIAL.cluster}]
region = us-east-1
aws_access_key_id = testing
aws_secret_access_key = testing
`;

/** An environment in which the AWS CLI talks to `url` and to no cloud; `folder` holds its profile. */
export function awsCliEnvironment(url: string, folder: string): Record<string, string> {
  return {
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  };
}
