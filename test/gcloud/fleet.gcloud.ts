import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GCP_TUTORIAL, startInstanceMetadata } from '../../infra/local/gcp.ts';
import { run as runScript, told } from '../infra/node/run-script.ts';
import { openGcloudShell } from '../support/cli/gcloud-shell.ts';
import { startGcpTestbed } from '../support/testbed/gcp.ts';
import { describeWithGcloud } from './describe-with-gcloud.ts';

const CREATE_GROUP = fileURLToPath(new URL('../../infra/examples/gcp/create-group', import.meta.url));

describeWithGcloud('the example of a managed instance group', () => {
  it('makes workers that get a range', async () => {
    await using bench = await startGcpTestbed({
      autoSettle: 1,
      settings: { ALLOCATE: 'true' },
    });
    await using shell = await openGcloudShell(bench.gce);
    const { project, region, zone, subnet } = GCP_TUTORIAL;
    const place = `REGION=${region} ZONE=${zone} SUBNET=${subnet}`;
    await shell.run(`IMAGE_FAMILY=worker IMAGE_PROJECT=${project} MACHINE_TYPE=e2-small ${place} ${CREATE_GROUP}`);
    bench.gce.settle();
    await bench.deliver();
    const names = await shell.run(
      "gcloud compute instance-groups managed list-instances workers --format='value(name)'",
    );
    const members = names.trim().split('\n');
    expect(members).toHaveLength(3);
    const targets = new Set(Object.values(bench.routes()));
    expect(targets).toEqual(new Set(members.map((name) => bench.gce.backend.instance(name).nics[0]?.ip)));
    for (const name of members) {
      const { metadata } = bench.gce.backend.instance(name);
      const range = metadata.items.find(({ key }) => key === 'pod-cidr')?.value ?? '';
      expect(metadata.items.map(({ key }) => key)).toContain('startup-script');
      await using server = await startInstanceMetadata(bench.gce, name);
      expect(await runScript(['--timeout', '0', '--metadata-url', server.url])).toEqual(told(range));
    }
  });
});
