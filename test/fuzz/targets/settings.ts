import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readSettingsFile } from '../../../functions/cli/settings/settings-file.ts';
import { settingsFromFlags } from '../../../functions/cli/settings/flags.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { hostileJson, hostileText } from '../inputs/hostile-values.ts';
import { mutateAll, mutation } from '../inputs/mutate.ts';
import { spanOf } from '../oracle/cidr-oracle.ts';
import { stateless, fuzzTarget } from '../target.ts';

const VALID_SETTINGS = {
  CLUSTER_NAME: 'prod',
  CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48',
  AWS_REGION: 'us-east-1',
  ROUTE_TABLE_IDS: 'rtb-0123456789abcdef0',
  EVENT_BUS_NAME: 'default',
  ROUTE_QUOTA: '500',
  ABANDON_ON_FAILURE: 'true',
  GOOGLE_CLOUD_PROJECT: 'my-project',
  NETWORK: 'net',
  NETWORK_PROJECT: 'host-project',
  COMPUTE_API_ENDPOINT: 'http://127.0.0.1:5600',
};

const cidrs = fc
  .tuple(fc.ipV4(), fc.nat(33), fc.constantFrom('', ',', ', ', ' '))
  .map(([ip, prefix, end]) => `${ip}/${prefix}${end}`);
const setting = fc.tuple(
  fc.constantFrom(...Object.keys(VALID_SETTINGS), '__proto__', 'constructor'),
  fc.oneof(hostileText, cidrs),
);

function assertRanges(cidrs: readonly Cidr[]): void {
  const wrong = cidrs.find((each) => spanOf(each) === undefined || each.endsWith('/0'));
  if (wrong !== undefined || cidrs.length === 0) throw new Error(`the cluster CIDR ${cidrs.join(',')} was taken`);
}

type Source = Readonly<Record<string, string>>;

const READERS: readonly ((source: Source) => { cluster: { cidrs: readonly Cidr[] } })[] = [
  readAwsConfig,
  readGcpConfig,
];

export const settings = fuzzTarget(
  'settings',
  10,
  fc.tuple(fc.constantFrom(...READERS), fc.array(setting, { maxLength: 4 })),
  stateless(([read, changed]) =>
    assertRanges(read({ ...VALID_SETTINGS, ...Object.fromEntries(changed) }).cluster.cidrs),
  ),
);

const YAML = `# settings
cloud: aws
clusterName: prod
clusterCidr: [10.200.0.0/16, "fd00:10::/48"]
region: us-east-1
profile: ops
`;
const JSON_FILE = JSON.stringify({ cloud: 'gcp', clusterName: 'prod', clusterCidr: '10.200.0.0/16', project: 'p' });
const ANCHORS =
  'a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: &d [*c, *c, *c, *c]\nclusterCidr: [*d, *d]\n';
const odd = fc.oneof(
  hostileText,
  hostileJson,
  fc.constantFrom(ANCHORS, '!!js/function x', '? [a]: b', '<<: {clusterName: x}', '__proto__: {cloud: aws}'),
);
const content = fc.oneof(
  fc
    .tuple(fc.constantFrom(YAML, JSON_FILE), fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([text, how]) => mutateAll(text, how)),
  fc
    .tuple(fc.constantFrom('clusterName', 'clusterCidr', 'cloud', '__proto__'), odd)
    .map(([key, value]) => `${key}: ${value}\n`),
  odd,
);

export const settingsFile = fuzzTarget(
  'podroutes.yaml',
  4,
  fc.tuple(fc.constantFrom('podroutes.yaml', 'podroutes.json'), content),
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'podroutes-fuzz-'));
    return {
      async consume([name, text]) {
        await writeFile(join(folder, name), text);
        const read = settingsFromFlags(await readSettingsFile(folder, name));
        const wrong = Object.entries(read).find(([key, value]) => !/^[A-Z_]+$/.test(key) || typeof value !== 'string');
        if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} became a setting`);
      },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    };
  },
);
