import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXCLUDED_FROM_SMITHY } from '../../../infra/build/excluded-files.ts';
import { excludeFiles } from '../../../infra/build/trim/exclude-files.ts';
import { lazyBuiltins } from '../../../infra/build/trim/lazy-builtins.ts';
import { leafImports } from '../../../infra/build/trim/leaf-imports.ts';
import { packageVersions } from '../../../infra/build/trim/package-versions.ts';
import { environmentCredentials } from '../../../infra/build/trim/environment-credentials.ts';
import { environmentSettings } from '../../../infra/build/trim/environment-settings.ts';
import { awsSchemas } from '../../../infra/build/trim/aws-schemas.ts';
import { startRecordingProxy } from '../../support/recording-proxy.ts';
import type { AwsCall } from './aws-calls.ts';
import { awsProbe } from './aws-probe.ts';
import { startServiceOf } from './aws-services.ts';
import { importsIn, bundleOwnCode } from './bundled-imports.ts';
import { normalizeError, normalizeRequest } from './normalize.ts';
import { loadProbes, type Probe } from './probe.ts';

const CLIENTS = /^@aws-sdk\/client-/;
const inFunction = importsIn(await bundleOwnCode('functions/aws/handler.ts'), CLIENTS);
const inAll = [...importsIn(await bundleOwnCode('functions/aws/handler.ts', 'functions/cli/podroutes.ts'), CLIENTS)];

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  // No pauses between tries.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const isCall = (name: string) => name.endsWith('Command') || name.startsWith('paginate');
/** As in AWS_ENDPOINT_URL_AUTO_SCALING. */
const serviceId = (from: string) => from.replace('@aws-sdk/client-', '').replaceAll('-', '_').toUpperCase();
const actionOf = (name: string) => name.replace(/^paginate|Command$/g, '');

/** Makes all calls of a service, each with a new client, and tells what went over the wire and what came back. */
async function recordCalls(probe: Probe, from: string, names: ReadonlySet<string>) {
  await using service = await startServiceOf(from);
  await using relay = await startRecordingProxy(service.url);
  vi.stubEnv('AWS_ENDPOINT_URL', relay.url);
  const known = new Set(service.calls.map(({ name }) => name));
  const others = [...names].filter((name) => isCall(name) && !known.has(name));
  const calls: readonly AwsCall[] = [...service.calls, ...others.map((name) => ({ name, input: {} }))];
  const told = [];
  for (const { name, input, fault, canned = [] } of calls) {
    if (fault !== undefined) service.faults?.failNext(actionOf(name), fault);
    for (const answer of canned) relay.respondNext(answer);
    // The adaptive mode, which podroutes uses, classifies alike but sleeps two seconds when throttled.
    const client = probe.open({ maxAttempts: 3, retryMode: 'standard' });
    const outcome = await client.call(name, input).catch((error: unknown) => ({ thrown: normalizeError(error) }));
    await client.close();
    told.push({ name, outcome: structuredClone(outcome), requests: relay.requests.splice(0).map(normalizeRequest) });
  }
  return told;
}

const REGIONS = ['us-east-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'somewhere-1', undefined];
const FLAGS = [false, true];

/** Where a client's rules send requests, or why nowhere. */
function endpoints(probe: Probe): unknown[] {
  const client = probe.open({});
  const addresses = [undefined, 'http://127.0.0.1:4000/base'];
  const combinations = REGIONS.flatMap((Region) =>
    FLAGS.flatMap((UseFIPS) =>
      FLAGS.flatMap((UseDualStack) => addresses.map((Endpoint) => ({ Region, UseFIPS, UseDualStack, Endpoint }))),
    ),
  );
  return combinations.map((parameters) => {
    try {
      return JSON.stringify(client.resolveEndpoint?.(parameters));
    } catch (error) {
      return normalizeError(error);
    }
  });
}

describe.each(inAll)('%s, trimmed', (from, names) => {
  const everywhere = [lazyBuiltins, packageVersions, awsSchemas];
  const onLambda = [environmentCredentials, environmentSettings, leafImports, excludeFiles(EXCLUDED_FROM_SMITHY)];
  const plugins = inFunction.has(from) ? [...everywhere, ...onLambda] : everywhere;
  const probes = loadProbes(awsProbe(from, names), plugins);
  afterAll(async () => (await probes).remove());

  it('sends and understands what the whole client does, errors included', async () => {
    const { trimmed, untrimmed } = await probes;
    const told = await recordCalls(trimmed, from, names);
    expect(told).toStrictEqual(await recordCalls(untrimmed, from, names));
    const called = new Set(told.map(({ name }) => name));
    expect([...names].filter((name) => isCall(name) && !called.has(name))).toEqual([]);
    expect(told.flatMap(({ requests }) => requests).length).toBeGreaterThanOrEqual(called.size);
  }, 60_000);

  it('goes to the same endpoints', async () => {
    const { trimmed, untrimmed } = await probes;
    const found = endpoints(trimmed);
    expect(found).toStrictEqual(endpoints(untrimmed));
    expect(new Set(found).size).toBeGreaterThan(4);
  });

  it('without credentials fails with the same kind of error, before any call', async () => {
    const { trimmed, untrimmed } = await probes;
    const [name = ''] = [...names].filter(isCall);
    await using relay = await startRecordingProxy('http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL', relay.url);
    for (const each of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'HOME']) vi.stubEnv(each, '');
    for (const probe of [trimmed, untrimmed]) {
      await expect(probe.open({}).call(name, {})).rejects.toMatchObject({ name: 'CredentialsProviderError' });
    }
    expect(relay.requests).toEqual([]);
  });

  it('obeys its own AWS_ENDPOINT_URL before the common one', async () => {
    const { trimmed } = await probes;
    await using service = await startServiceOf(from);
    const [call] = service.calls.filter(({ name }) => names.has(name));
    const { name, input } = call ?? { name: [...names].find(isCall) ?? '', input: {} };
    await using relay = await startRecordingProxy('http://127.0.0.1:9');
    relay.respondNext({ status: 403, body: '' });
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv(`AWS_ENDPOINT_URL_${serviceId(from)}`, relay.url);
    await trimmed
      .open({ maxAttempts: 1 })
      .call(name, input)
      .catch(() => undefined);
    expect(relay.requests).toHaveLength(1);
  });
});
