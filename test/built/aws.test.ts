import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import {
  createTutorialNetwork,
  LocalAutoScaling,
  LocalEventBus,
  seedTutorialCluster,
  startLocalEc2,
} from '../../infra/local/aws.ts';
import { runModule } from '../support/build/built-output.ts';

const built = inject('built');

const SETTINGS = {
  CLUSTER_NAME: 'kubernetes-the-hard-way',
  CLUSTER_CIDR: '10.200.0.0/16',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

const INVOKE = (payload: object) =>
  `const { handler } = await import('./aws/handler.mjs');
   console.log('ANSWER ' + JSON.stringify(await handler(${JSON.stringify(payload)})));`;

function answerIn(stdout: string): unknown {
  const line = stdout.split('\n').find((each) => each.startsWith('ANSWER ')) ?? '';
  return JSON.parse(line.slice('ANSWER '.length));
}

describe('the built Lambda function, in a process and a folder of its own', () => {
  it('answers a manual resync with the report, and logs JSON lines and nothing else', async () => {
    const ec2 = await startLocalEc2();
    const { routeTableId, workers } = seedTutorialCluster(ec2.backend);
    const env = { ...SETTINGS, AWS_ENDPOINT_URL: ec2.url };
    const stdout = await runModule(built, INVOKE({ action: 'resync' }), env);
    await ec2.close();
    expect(answerIn(stdout)).toMatchObject({ cloud: 'aws', scope: 'resync', summary: { created: 3, failed: 0 } });
    const made = ec2.backend.routesOf(routeTableId).map(({ instanceId }) => instanceId);
    expect(made).toEqual(expect.arrayContaining(workers.map(({ id }) => id)));
    const logged = stdout
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('ANSWER'));
    expect(logged).toHaveLength(4);
    for (const line of logged) expect(JSON.parse(line)).toHaveProperty('message');
    expect(stdout).not.toContain(SETTINGS.AWS_SECRET_ACCESS_KEY + '"');
  });

  it('loads what a delivery needs when it needs it: MIME, a launch hook, the bus', async () => {
    const ec2 = await startLocalEc2();
    await using autoScaling = await LocalAutoScaling.start();
    await using bus = await LocalEventBus.start();
    const { subnetId, routeTableId } = createTutorialNetwork(ec2.backend);
    const mime = 'Content-Type: multipart/mixed; boundary="B"\n\n--B\n\npod-cidr=10.200.7.0/24\n--B--\n';
    const { id } = ec2.backend.runInstance({ interfaces: [{ subnetId }], userData: mime });
    const events: object[] = [];
    autoScaling.onEvent((event) => events.push(event));
    const action = autoScaling.hold('launch', id);
    const Records = events.map((event) => ({ messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify(event) }));
    const stdout = await runModule(built, INVOKE({ Records }), {
      ...SETTINGS,
      AWS_ENDPOINT_URL: ec2.url,
      AWS_ENDPOINT_URL_AUTO_SCALING: autoScaling.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
      EVENT_BUS_NAME: 'default',
    });
    await ec2.close();
    expect(answerIn(stdout)).toEqual({ batchItemFailures: [] });
    expect(ec2.backend.routesOf(routeTableId)).toContainEqual(
      expect.objectContaining({ destination: '10.200.7.0/24', instanceId: id }),
    );
    expect(action.state).toBe('CONTINUE');
    expect(bus.events.map((event) => event['detail-type'])).toEqual(['Pod Route Created']);
  });

  it('ends in its time and hands its messages back when EC2 takes calls and answers none', async () => {
    const ec2 = await startLocalEc2();
    ec2.faults.failAlways('DescribeRouteTables', { code: 'cut', connection: 'silent' });
    const event = {
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      time: new Date().toISOString(),
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'running' },
    };
    const Records = ['1', '2'].map((messageId) => ({ messageId, eventSource: 'aws:sqs', body: JSON.stringify(event) }));
    const invoke = `
      const { handler } = await import('./aws/handler.mjs');
      const until = Date.now() + 2000;
      const context = { getRemainingTimeInMillis: () => until - Date.now() };
      const answer = await handler(${JSON.stringify({ Records })}, context);
      const left = until - Date.now();
      console.log('ANSWER ' + JSON.stringify({ ...answer, inTime: left > 0 }));
      process.exit();`;
    const stdout = await runModule(built, invoke, { ...SETTINGS, AWS_ENDPOINT_URL: ec2.url });
    await ec2.close();
    const batchItemFailures = ['1', '2'].map((itemIdentifier) => ({ itemIdentifier }));
    expect(answerIn(stdout)).toEqual({ batchItemFailures, inTime: true });
  });

  it('with wrong settings names all of them before any call', async () => {
    const ec2 = await startLocalEc2();
    const env = { CLUSTER_NAME: '', CLUSTER_CIDR: '10.200.0.5/16', AWS_ENDPOINT_URL: ec2.url };
    const failure = runModule(built, INVOKE({ action: 'resync' }), env);
    await expect(failure).rejects.toThrow(/3 settings are wrong:\n.*CLUSTER_NAME.*\n.*CLUSTER_CIDR.*\n.*AWS_REGION/);
    await ec2.close();
    expect(ec2.calls.count()).toBe(0);
  });
});

describe('what is built', () => {
  it('holds nothing of the local cloud', async () => {
    // Names of properties survive minification; that these are in the local cloud keeps the test honest.
    const words = ['blackholeKeepsInstanceId', 'operationSteps', 'staleReads'];
    const entryPoints = ['infra/local/aws.ts', 'infra/local/gcp.ts'];
    const local = await build({
      entryPoints,
      bundle: true,
      minify: true,
      platform: 'node',
      outdir: built,
      write: false,
    });
    const all = local.outputFiles.map(({ text }) => text).join();
    expect(words.filter((word) => !all.includes(word))).toEqual([]);
    const files = (await readdir(built, { recursive: true })).filter((file) => file.endsWith('.mjs'));
    expect(files).toEqual(expect.arrayContaining([join('aws', 'handler.mjs'), join('gcp', 'index.mjs')]));
    for (const file of files) {
      const text = await readFile(join(built, file), 'utf8');
      expect(words.filter((word) => text.includes(word))).toEqual([]);
    }
  });

  it('is the function and what the platform needs', async () => {
    const names = (await readdir(join(built, 'gcp'))).filter((name) => !name.endsWith('.txt')).toSorted();
    const modules = names.filter((name) => name.endsWith('.mjs'));
    expect(names.filter((name) => !modules.includes(name))).toEqual(['package-lock.json', 'package.json']);
    const text = (await Promise.all(modules.map((name) => readFile(join(built, 'gcp', name), 'utf8')))).join();
    // The parts that the function loads later are there because one of them does.
    expect(modules.filter((name) => !text.includes(`"./${name}"`))).toEqual(['index.mjs']);
    const manifest: unknown = JSON.parse(await readFile(join(built, 'gcp/package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      main: 'index.mjs',
      dependencies: { '@google-cloud/functions-framework': expect.any(String) },
    });
  });
});
