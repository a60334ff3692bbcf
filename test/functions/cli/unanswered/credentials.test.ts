import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { sampled } from '../../../support/sample.ts';
import { runInPassingTime } from './run.ts';
import { startWorld } from './worlds.ts';

const CONFIG = `
[profile process]
credential_process = /bin/sleep 2
[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = admin
[sso-session company]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
[profile role]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = base
[profile base]
aws_access_key_id = local
aws_secret_access_key = local
`;

/** A login that holds for an hour. */
const ssoToken = () =>
  JSON.stringify({ accessToken: 'local', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });

/** Takes connections and requests and says nothing. */
const server: Server = createServer(() => {});
let silent = '';
let home = '';
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address());
  silent = `http://127.0.0.1:${port}`;
  home = await mkdtemp(join(tmpdir(), 'podroutes-credentials-'));
  const cache = join(home, '.aws', 'sso', 'cache');
  await mkdir(cache, { recursive: true });
  await writeFile(join(home, 'config'), CONFIG);
  await writeFile(join(home, 'token'), 'token');
  await writeFile(join(cache, `${createHash('sha1').update('company').digest('hex')}.json`), ssoToken());
  const pool = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider';
  const federated = {
    type: 'external_account',
    audience: pool,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${silent}/token`,
    credential_source: { file: join(home, 'token') },
  };
  await writeFile(join(home, 'federated.json'), JSON.stringify(federated));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(home, { recursive: true });
});

type Env = Readonly<Record<string, string>>;

/** Also where the clouds' libraries look, which is the process; `runInPassingTime` puts it back. */
function runWith(argv: readonly string[], env: Env) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return runInPassingTime(argv, env);
}

const COMMANDS = [['nodes'], ['doctor'], ['resync'], ['init']] as const;

const ON_AWS: readonly { readonly from: string; readonly env: () => Env; readonly said: RegExp }[] = [
  {
    from: 'the metadata service',
    env: () => ({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: silent }),
    // The SDK gives it a second, and then it counts as absent.
    said: /the metadata service of EC2 does not answer|there are no AWS credentials/,
  },
  {
    from: 'a container’s endpoint',
    env: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${silent}/credentials` }),
    said: /http:\/\/127\.0\.0\.1:\d+\/credentials does not answer/,
  },
  {
    from: 'STS, by a token',
    env: () => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/admin',
      AWS_ENDPOINT_URL_STS: silent,
    }),
    said: /STS, which gives the role in AWS_ROLE_ARN, does not answer/,
  },
  {
    from: 'STS, by a profile',
    env: () => ({ AWS_PROFILE: 'role', AWS_ENDPOINT_URL_STS: silent }),
    said: /STS, which gives profile role its role, does not answer/,
  },
  {
    from: 'a process',
    env: () => ({ AWS_PROFILE: 'process' }),
    said: /the credential_process of profile process does not answer/,
  },
  {
    from: 'IAM Identity Center',
    env: () => ({ AWS_PROFILE: 'sso', AWS_ENDPOINT_URL_SSO: silent }),
    said: /IAM Identity Center, which profile sso logs in to, does not answer/,
  },
];

describe('AWS credentials that never come', { timeout: 20_000 }, () => {
  const cases = ON_AWS.flatMap((each) => COMMANDS.map((argv) => ({ ...each, argv, command: argv[0] })));
  it.each(sampled(cases, 3))('from $from: podroutes $command says who does not answer', async ({ argv, env, said }) => {
    await using world = await startWorld('aws', 'sound');
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...rest } = world.env;
    const files = { HOME: home, AWS_CONFIG_FILE: join(home, 'config') };
    const { code, stdout, stderr } = await runWith(argv, { ...rest, ...files, ...env() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(world.calls.count()).toBe(0);
  });
});

const ON_GCP = [
  {
    from: 'the metadata server',
    env: () => ({ METADATA_SERVER_DETECTION: 'assume-present', GCE_METADATA_HOST: new URL(silent).host }),
    said: /: the metadata server of Google Cloud gave no credentials within \d/,
  },
  {
    from: 'a token endpoint',
    env: () => ({ GOOGLE_APPLICATION_CREDENTIALS: join(home, 'federated.json') }),
    said: /: the token endpoint of Google gave no credentials within \d/,
  },
];

describe('Google credentials that never come', { timeout: 20_000 }, () => {
  const cases = ON_GCP.flatMap((each) => COMMANDS.map((argv) => ({ ...each, argv, command: argv[0] })));
  it.each(sampled(cases, 2))('from $from: podroutes $command says who does not answer', async ({ argv, env, said }) => {
    const { project, network, clusterRange } = GCP_TUTORIAL;
    const cluster = { GOOGLE_CLOUD_PROJECT: project, CLUSTER_NAME: network, CLUSTER_CIDR: clusterRange };
    const { code, stdout, stderr } = await runWith(argv, { HOME: home, ...cluster, ...env() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
