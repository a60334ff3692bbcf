import { execFileSync } from 'node:child_process';
import * as z from 'zod/mini';
import { readAwsConfig } from '../../shared/aws/config.ts';
import { stackName } from '../../shared/aws/names.ts';
import { alarmActions, roleStatements } from './template-values.ts';

type Param = (name: string) => Promise<string>;

/** The values of `${podroutes:...}` in the YAML files. */
const VARIABLES = new Map<string, (param: Param) => Promise<unknown>>([
  ['name', async (param) => stackName(await param('cluster-name'))],
  ['alarmActions', async (param) => alarmActions(await param('alarm-topic'))],
  [
    'roleStatements',
    async (param) => {
      // Checks the settings as the function does, so that wrong ones are not deployed.
      const config = readAwsConfig({
        CLUSTER_NAME: await param('cluster-name'),
        CLUSTER_CIDR: await param('cluster-cidr'),
        ROUTE_TABLE_IDS: await param('route-tables'),
        ROUTE_QUOTA: await param('route-quota'),
        EVENT_BUS_NAME: await param('event-bus'),
        ABANDON_ON_FAILURE: await param('abandon-on-failure'),
        WRITE_POD_CIDR_TAG: await param('write-pod-cidr-tag'),
        ALLOCATE: await param('allocate'),
        GATE_WAITS_FOR_RANGE: await param('gate-waits-for-range'),
        NODE_CIDR_MASK_SIZE_IPV4: await param('node-cidr-mask-size-ipv4'),
        NODE_CIDR_MASK_SIZE_IPV6: await param('node-cidr-mask-size-ipv6'),
        AWS_REGION: 'any',
      });
      return roleStatements(config);
    },
  ],
]);

interface VariableRequest {
  readonly address: string;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

async function resolvePodroutesVariable({ address, resolveVariable }: VariableRequest): Promise<{ value: unknown }> {
  const param: Param = async (name) => z.string().parse(await resolveVariable(`param:${name}`));
  return { value: await VARIABLES.get(address)?.(param) };
}

/** osls plugin: builds the function before it is packed, and resolves `${podroutes:...}` in the YAML files. */
export default class Plugin {
  readonly configurationVariablesSources = { podroutes: { resolve: resolvePodroutesVariable } };

  readonly hooks = {
    'before:package:createDeploymentArtifacts': (): void => {
      execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
    },
  };
}
