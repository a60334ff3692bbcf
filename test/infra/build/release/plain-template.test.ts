import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { originOf } from '../../../../functions/cli/doctor/aws/deployment/deploy-commands.ts';
import { packageWithOsls } from '../../../../infra/build/release/osls-template.ts';
import { parameterName } from '../../../../infra/build/release/template/intrinsics.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  toJson,
} from '../../../../infra/build/release/template/json.ts';
import { parametersToPackageWith, plainTemplate } from '../../../../infra/build/release/template/plain-template.ts';
import { stackName } from '../../../../shared/aws/names.ts';
import { EVERY_PARAMETER, packageWith } from '../../aws/package-template.ts';
import { TemplateEvaluator } from './evaluate.ts';

const CLUSTER = { 'cluster-name': 'kubernetes-the-hard-way', 'cluster-cidr': '10.200.0.0/16' };
const BUS = 'arn:aws:events:us-east-1:123456789012:event-bus/routes';

let plain: JsonObject;
beforeAll(async () => {
  plain = plainTemplate(await packageWithOsls(parametersToPackageWith()), '0.0.0');
}, 120_000);

/** What osls needs for itself, and where the code is, which differs. */
function comparable(resources: JsonObject): JsonObject {
  const own = Object.entries(resources).filter(([name]) => !name.startsWith('ServerlessDeploymentBucket'));
  return Object.fromEntries(own.map(([name, each]) => [name, comparableResource(name, each)]));
}

function comparableResource(name: string, resource: Json): Json {
  if (!isObject(resource)) return resource;
  const { Code: _code, Policies: policies, ...all } = objectAt(resource, 'Properties');
  // The description of the function says that it is from a release.
  const { Description: _description, ...described } = all;
  const properties = resource['Type'] === 'AWS::Lambda::Function' ? described : all;
  if (name === 'FunctionRole')
    return { ...resource, Properties: { ...properties, statements: statementsIn(policies) } };
  return { ...resource, Properties: properties };
}

/** All statements of a role, whichever policy has them, by their Sid. */
function statementsIn(policies: Json | undefined): JsonObject {
  if (!Array.isArray(policies)) throw new Error('the role has no policies');
  const documents = policies.map((policy: Json) => (isObject(policy) ? policy['PolicyDocument'] : undefined));
  const read = documents.map((document) => (typeof document === 'string' ? toJson(JSON.parse(document)) : document));
  const statements = read.flatMap((document) => (isObject(document) ? document['Statement'] : undefined) ?? []);
  const keyed = statements.flatMap((each: Json) =>
    isObject(each) ? [[sidOf(each), withOwnTables(each)] as const] : [],
  );
  return Object.fromEntries(keyed);
}

const sidOf = ({ Sid: sid }: JsonObject): string => (typeof sid === 'string' ? sid : '');

/** The plain template leaves region and account of listed tables open. */
function withOwnTables(statement: JsonObject): Json {
  const text = JSON.stringify(statement).replaceAll(
    'arn:*:ec2:*:*:route-table/',
    'arn:aws:ec2:us-east-1:123456789012:route-table/',
  );
  return toJson(JSON.parse(text));
}

describe('the plain template', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing but the cluster', CLUSTER],
    [
      'everything',
      { ...CLUSTER, ...EVERY_PARAMETER, dashboard: 'false', 'abandon-on-failure': 'true', 'hook-prefix': 'p' },
    ],
    [
      'a bus by its ARN, one table',
      { ...CLUSTER, 'event-bus': BUS, 'route-tables': 'rtb-0123abcd', 'route-quota': '1000' },
    ],
  ])('makes with %s what osls makes', { timeout: 120_000 }, async (_what, parameters) => {
    const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [parameterName(name), value]));
    const stack = { ...given, 'AWS::StackName': stackName(parameters['cluster-name'] ?? '') };
    const ours = new TemplateEvaluator(plain, stack).resources();
    const packaged = toJson(await packageWith(parameters));
    if (!isObject(packaged)) throw new Error('osls made no template');
    expect(comparable(ours)).toEqual(comparable(new TemplateEvaluator(packaged, {}).resources()));
  });

  it('has the parameters of serverless.yml, those that the page lists, and where the code is', async () => {
    const page = await readFile(new URL('../../../../docs/deploy-aws.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, name = '']) => parameterName(name));
    expect(Object.keys(objectAt(plain, 'Parameters'))).toEqual(expect.arrayContaining(listed));
    expect(Object.keys(objectAt(plain, 'Parameters')).toSorted()).toEqual(
      [...listed, 'CodeBucket', 'CodeKey'].toSorted(),
    );
  });

  it('says in the description of its function that it is from a release, as the doctor reads it', () => {
    const stack = { ClusterName: 'blue', ClusterCidr: '10.200.0.0/16', 'AWS::StackName': 'podroutes-blue' };
    const { PodRoutesLambdaFunction: made } = new TemplateEvaluator(plain, stack).resources();
    const description = isObject(made) ? objectAt(made, 'Properties')['Description'] : undefined;
    expect(description).toBe('podroutes 0.0.0: keeps the pod routes of blue right');
    expect(originOf('podroutes 0.0.0: keeps the pod routes of blue right')).toEqual({
      kind: 'release',
      version: '0.0.0',
    });
  });

  it('needs the cluster and the code, and nothing else', () => {
    const needed = Object.entries(objectAt(plain, 'Parameters')).filter(
      ([, each]) => isObject(each) && !('Default' in each),
    );
    expect(needed.map(([name]) => name)).toEqual(['ClusterName', 'ClusterCidr', 'CodeBucket', 'CodeKey']);
  });

  it('is small enough to be sent without a bucket, with room to grow', () => {
    expect(JSON.stringify(plain, null, 1).length).toBeLessThan(45_000);
  });
});
