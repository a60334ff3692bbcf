import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const Resource = z.looseObject({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) });

const Template = z.object({ Resources: z.record(z.string(), Resource), Outputs: z.record(z.string(), z.unknown()) });

export type Template = z.infer<typeof Template>;

/**
 * A copy of what osls reads in `folder`, with a build that builds nothing, so that nobody's `dist` is in the way. The packages
 * are above it, where Node finds them too: osls walks through all that is below.
 */
async function copyDeployment(folder: string): Promise<string> {
  const site = join(folder, 'site');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['serverless.yml', 'infra/aws', 'shared']) {
    await cp(join(ROOT, part), join(site, part), { recursive: true });
  }
  await writeFile(join(site, 'package.json'), JSON.stringify({ type: 'module', scripts: { build: 'exit 0' } }));
  await mkdir(join(site, 'dist/aws'), { recursive: true });
  await writeFile(join(site, 'dist/aws/handler.mjs'), 'export const handler = () => {};\n');
  return site;
}

/** osls tells its errors on standard output. */
function throwWithOutput(error: Error & { stdout?: string }): never {
  throw new Error(`${error.message}\n${error.stdout ?? ''}`, { cause: error });
}

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:on-call';

/** All that somebody may set. Tests share its template: osls takes more than a second for each. */
export const EVERY_PARAMETER = {
  'cluster-name': 'prod.eu',
  'cluster-cidr': '10.200.0.0/16,fd00:10::/48',
  'route-tables': 'rtb-0123456789abcdef0,rtb-0123abcd',
  schedule: 'rate(1 hour)',
  'alarm-topic': TOPIC,
  'cloudtrail-repair': 'false',
  'write-pod-cidr-tag': 'true',
  allocate: 'true',
  'gate-waits-for-range': 'true',
  'node-cidr-mask-size-ipv4': '25',
  'node-cidr-mask-size-ipv6': '80',
};

/** What somebody has to say. */
const CLUSTER = { 'cluster-name': 'kubernetes-the-hard-way', 'cluster-cidr': '10.200.0.0/16' };

/** As flags of osls. */
export const flagsOf = (parameters: Record<string, string>): string[] =>
  Object.entries({ ...CLUSTER, ...parameters }).map(([name, value]) => `--param=${name}=${value}`);

const made = new Map<string, Promise<string>>();

/** The CloudFormation template that osls makes with these parameters, without credentials or network. */
export async function packageWith(parameters: Record<string, string> = {}): Promise<Template> {
  const key = JSON.stringify(parameters);
  const text = made.get(key) ?? makeTemplate(parameters);
  made.set(key, text);
  return Template.parse(JSON.parse(await text));
}

async function makeTemplate(parameters: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-osls-'));
  try {
    const site = await copyDeployment(folder);
    const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`;
    // Whoever asks AWS or the network for something here gets nowhere.
    const nowhere = 'http://127.0.0.1:9';
    const env = { PATH: path, HOME: site, AWS_ENDPOINT_URL: nowhere, HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere };
    await promisify(execFile)('osls', ['package', ...flagsOf(parameters)], { cwd: site, env }).catch(throwWithOutput);
    return await readFile(join(site, '.serverless/cloudformation-template-update-stack.json'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
