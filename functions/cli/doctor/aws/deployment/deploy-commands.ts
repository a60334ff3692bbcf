import manifest from '../../../../../package.json' with { type: 'json' };
import type { SettingsSource } from '../../../../../shared/reconcile/settings.ts';
import { shellCommand, withVariable } from '../../shell-command.ts';
import type { AwsCommand } from '../cli-command.ts';

/**
 * How a function was deployed: from a clone with osls, or from a release, whose template says so in its description. Unknown where
 * there is no function.
 */
export type Origin =
  { readonly kind: 'clone' } | { readonly kind: 'release'; readonly version: string } | { readonly kind: 'unknown' };

/** @param description of a function that is there */
export function originOf(description: string | undefined): Origin {
  const [, version] = /^podroutes (\S+): /.exec(description ?? '') ?? [];
  return version === undefined ? { kind: 'clone' } : { kind: 'release', version };
}

/** What the commands have to name. */
interface Deployment {
  readonly stack: string;
  readonly settings: SettingsSource;
  readonly aws: AwsCommand;
  readonly origin: Origin;
  readonly allocate: boolean;
}

function osls({ settings, allocate }: Deployment, command: 'deploy' | 'remove'): string {
  const { AWS_REGION: region, CLUSTER_NAME: name = '', CLUSTER_CIDR: cidr = '', ROUTE_TABLE_IDS: tables } = settings;
  const params = [
    `--param=cluster-name=${name}`,
    ...(command === 'deploy' ? [`--param=cluster-cidr=${cidr}`] : []),
    ...(tables === undefined || command === 'remove' ? [] : [`--param=route-tables=${tables}`]),
    ...(allocate && command === 'deploy' ? ['--param=allocate=true'] : []),
  ];
  return shellCommand('npx', 'osls', command, ...(region === undefined ? [] : ['--region', region]), ...params);
}

function cloudFormation({ stack, settings, aws, allocate }: Deployment, version: string, code: readonly string[]) {
  const { CLUSTER_NAME: name = '', CLUSTER_CIDR: cidr = '', ROUTE_TABLE_IDS: tables } = settings;
  const parameters = [
    `ClusterName=${name}`,
    `ClusterCidr=${cidr}`,
    ...(tables === undefined ? [] : [`RouteTables=${tables}`]),
    ...(allocate ? ['Allocate=true'] : []),
    ...code,
  ];
  const template = ['--template-file', `podroutes-aws-${version}.template.json`, '--capabilities', 'CAPABILITY_IAM'];
  return aws('cloudformation', 'deploy', '--stack-name', stack, ...template, '--parameter-overrides', ...parameters);
}

/** Where its zip is CloudFormation knows only of a stack that is there; of a new one the shell asks for the bucket. */
const createStack = (deployment: Deployment, version: string): string =>
  withVariable('CODE_BUCKET', 'the bucket that has the zip', (bucket) =>
    cloudFormation(deployment, version, [`CodeBucket=${bucket}`, `CodeKey=podroutes-aws-${version}.zip`]),
  );

const orFromRelease = (commands: readonly string[]): string => `# or, from a release: ${commands.join(' && ')}`;

/** Brings a deployment up to date, or makes it. */
export function deployCommands(deployment: Deployment): string[] {
  const { origin } = deployment;
  switch (origin.kind) {
    case 'clone':
      return [osls(deployment, 'deploy')];
    case 'release':
      return [cloudFormation(deployment, origin.version, [])];
    case 'unknown':
      return [osls(deployment, 'deploy'), orFromRelease([createStack(deployment, manifest.version)])];
  }
}

function renewRelease(deployment: Deployment, version: string): string[] {
  const { stack, aws } = deployment;
  return [
    aws('cloudformation', 'delete-stack', '--stack-name', stack),
    aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack),
    createStack(deployment, version),
  ];
}

/** CloudFormation does not recreate a resource deleted outside of it; removing the stack leaves the routes. */
export function redeployCommands(deployment: Deployment): string[] {
  const { origin } = deployment;
  switch (origin.kind) {
    case 'clone':
      return [osls(deployment, 'remove'), osls(deployment, 'deploy')];
    case 'release':
      return renewRelease(deployment, origin.version);
    case 'unknown':
      return [
        osls(deployment, 'remove'),
        osls(deployment, 'deploy'),
        orFromRelease(renewRelease(deployment, manifest.version)),
      ];
  }
}
