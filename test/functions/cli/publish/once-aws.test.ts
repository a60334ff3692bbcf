import { describe, expect, it } from 'vitest';
import { PUBLISHED_KEY } from '../../../../shared/reconcile/model/statement.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { awsEnv, runCli } from '../../../support/cli/run-cli.ts';
import type { AwsTestbed } from '../../../support/testbed/aws.ts';
import { stage } from './aws-stage.ts';
import { awsProviderId } from './kubernetes.ts';

/** An instance that states nothing, as one of a group whose ranges Kubernetes hands out. */
function boot({ ec2, network }: AwsTestbed, tags: Record<string, string> = {}): string {
  const { id } = ec2.backend.runInstance({ interfaces: [{ subnetId: network.subnetId }], tags });
  ec2.settle();
  return id;
}

const tagsOf = ({ ec2 }: AwsTestbed, id: string) => {
  const tags = ec2.backend.instance(id)?.tags;
  return { text: tags?.get('pod-cidr'), published: tags?.get(PUBLISHED_KEY) };
};

describe('podroutes publish on AWS', () => {
  it('writes the range to the tag, which wakes the function; then there is nothing to do', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const id = boot(aws);
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
    const planned = await publish('--dry-run');
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(planned.stdout).toBe(
      `+ node-a: publish 10.200.7.0/24 to ${id}\n` +
        'Plan: 1 to publish, 0 published, 0 without a range yet, 0 left alone.\n',
    );
    expect(tagsOf(aws, id)).toEqual({ text: undefined, published: undefined });
    const published = await publish();
    expect(published).toMatchObject({ code: 0, stderr: '' });
    expect(published.stdout).toContain('Done: 1 of 1 published.\n');
    expect(tagsOf(aws, id)).toEqual({ text: '10.200.7.0/24', published: '10.200.7.0/24' });
    await aws.deliver();
    expect(aws.routes()).toEqual({ '10.200.7.0/24': id });
    aws.ec2.calls.reset();
    expect((await publish()).stdout).toBe('Plan: 0 to publish, 1 published, 0 without a range yet, 0 left alone.\n');
    expect(aws.ec2.calls.all.map(({ action }) => action)).toEqual(['DescribeRouteTables', 'DescribeInstances']);
    expect(kubernetes.calls.all.map(({ action }) => action)).toEqual(['list nodes', 'list nodes', 'list nodes']);
  });

  it('wraps what it tells on a terminal', async () => {
    await using at = await stage();
    const { aws, kubernetes } = at;
    const id = boot(aws, { 'pod-cidr': '10.200.9.0/24' });
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
    const argv = ['publish', '--dry-run', '--kubeconfig', kubernetes.file];
    const shown = (columns: number) => runCli(argv, { env: awsEnv(aws.ec2), isTerminal: true, columns });
    const [symbol] = /^.*!\S* /.exec((await shown(80)).stdout) ?? [];
    const reason = `node-a: Kubernetes gave it 10.200.7.0/24, and ${id} states`;
    const summary = 'Plan: 0 to publish, 0 published, 0 without a range yet, 1 left';
    expect((await shown(80)).stdout).toBe(`${symbol}${reason}\n  "10.200.9.0/24"\n${summary} alone.\n`);
    expect((await shown(60)).stdout).toBe(
      `${symbol}${reason.replace(` ${id}`, `\n  ${id}`)} "10.200.9.0/24"\n${summary.replace('1 left', '1\nleft')} alone.\n`,
    );
  });

  it('follows a Node that registered anew, and gives its old range to the next', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const [first, second] = [boot(aws), boot(aws)];
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(first), podCidrs: ['10.200.1.0/24'] });
    await publish();
    await aws.deliver();
    kubernetes.nodes.delete('node-a');
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(first), podCidrs: ['10.200.2.0/24'] });
    kubernetes.nodes.put({ name: 'node-b', providerId: awsProviderId(second), podCidrs: ['10.200.1.0/24'] });
    const { code, stdout } = await publish();
    expect(code).toBe(0);
    expect(stdout).toContain(`~ node-a: publish 10.200.2.0/24 to ${first} instead of "10.200.1.0/24"`);
    await aws.deliver();
    expect(aws.routes()).toEqual({ '10.200.1.0/24': second, '10.200.2.0/24': first });
  });

  it('leaves alone and reports what others told, with both values, and exits with 1', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const stated = boot(aws, { 'pod-cidr': '10.200.9.0/24' });
    await aws.deliver();
    const asking = boot(aws, { 'pod-cidr': 'auto' });
    const nodes = [
      ['told', stated, '10.200.1.0/24'],
      ['asks', asking, '10.200.2.0/24'],
      ['gone', 'i-0123456789abcdef0', '10.200.3.0/24'],
      ['outside', boot(aws), '10.96.0.0/24'],
      ['twin-a', boot(aws), '10.200.4.0/24'],
      ['twin-b', boot(aws), '10.200.4.0/24'],
    ] as const;
    for (const [name, id, range] of nodes)
      kubernetes.nodes.put({ name, providerId: awsProviderId(id), podCidrs: [range] });
    kubernetes.nodes.put({ name: 'young', providerId: awsProviderId(boot(aws)) });
    const { code, stdout } = await publish();
    expect(code).toBe(1);
    expect(stdout).toContain(
      `! told: Kubernetes gave it 10.200.1.0/24, and ${stated} has a route for 10.200.9.0/24 and states "10.200.9.0/24"`,
    );
    expect(stdout).toContain(
      `! asks: Kubernetes gave it 10.200.2.0/24, and ${asking} asks podroutes for a range (auto)`,
    );
    expect(stdout).toContain(
      '! gone: Kubernetes gave it 10.200.3.0/24, and the network has no instance aws:///us-east-1a/i-0123456789abcdef0',
    );
    expect(stdout).toContain(
      "! outside: Kubernetes gave it 10.96.0.0/24, and 10.96.0.0/24 is no node's range of the cluster CIDR",
    );
    expect(stdout).toContain('! twin-a: Kubernetes gave it 10.200.4.0/24, which overlaps that of twin-b');
    expect(stdout).toContain('. young: Kubernetes has given it no range yet');
    expect(stdout).toContain('Plan: 0 to publish, 0 published, 1 without a range yet, 6 left alone.');
    expect(aws.ec2.calls.count('CreateTags')).toBe(0);
    const told: unknown = JSON.parse((await publish('--output', 'json', '--network-condition')).stdout);
    await expectSchema('publication', told);
    expect(told).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({
          node: 'told',
          podCidrs: ['10.200.1.0/24'],
          instance: stated,
          stated: '10.200.9.0/24',
          decision: 'routed-otherwise',
        }),
      ]),
      conditions: expect.arrayContaining([{ node: 'told', networkUnavailable: true, status: 'done' }]),
    });
  });

  it('says what is not allowed, on either side', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(boot(aws)), podCidrs: ['10.200.7.0/24'] });
    kubernetes.faults.failNext('list nodes', { code: 'Forbidden', status: 403 });
    const refused = await publish();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'nodes is forbidden: User "system:serviceaccount:podroutes:publisher" cannot list',
    );
    expect(refused.stderr).toContain('its role needs "list nodes"');
    aws.ec2.faults.failNext('CreateTags', { code: 'UnauthorizedOperation', status: 403 });
    const { code, stdout } = await publish();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /node-a: could not publish 10\.200\.7\.0\/24 to i-\w+: CreateTags on .*publisher-permissions/,
    );
    expect(stdout).toContain('Done: 0 of 1 published.');
  });

  it('leaves alone what somebody states between the look and the write', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const id = boot(aws);
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
    // The first read shows the state before the tag was written.
    aws.ec2.backend.tag(id, { 'pod-cidr': '10.200.9.0/24' });
    aws.ec2.staleReads('DescribeInstances', 1);
    const { code, stdout } = await publish();
    expect(code).toBe(1);
    expect(stdout).toContain(`node-a: ${id} was told something else meanwhile; the next look decides`);
    expect(tagsOf(aws, id).text).toBe('10.200.9.0/24');
  });
});
