import { expect, it } from 'vitest';
import { bootController, bootWorker, GCP_TUTORIAL, TUTORIAL_GROUP_SIZE } from '../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../support/testbed/gcp.ts';
import { openGcloudShell } from '../support/cli/gcloud-shell.ts';
import { describeWithGcloud } from './describe-with-gcloud.ts';

// The commands and what they print, to the letter, of lab 11 of Kubernetes the Hard Way, "Provisioning Pod Network Routes".

const DESCRIBE_WORKERS = `
for instance in worker-0 worker-1 worker-2; do
  gcloud compute instances describe \${instance} \\
    --format 'value[separator=" "](networkInterfaces[0].networkIP,metadata.items[0].value)'
done
`;

const CREATE_ROUTES = `
for i in 0 1 2; do
  gcloud compute routes create kubernetes-route-10-200-\${i}-0-24 \\
    --network kubernetes-the-hard-way \\
    --next-hop-address 10.240.0.2\${i} \\
    --destination-range 10.200.\${i}.0/24
done
`;

const LIST_ROUTES = `gcloud compute routes list --filter "network: kubernetes-the-hard-way"`;

const WORKERS = `
10.240.0.20 10.200.0.0/24
10.240.0.21 10.200.1.0/24
10.240.0.22 10.200.2.0/24
`;

const ROUTES = `
NAME                            NETWORK                  DEST_RANGE     NEXT_HOP                  PRIORITY
default-route-236a40a8bc992b5b  kubernetes-the-hard-way  0.0.0.0/0      default-internet-gateway  1000
default-route-df77b1e818a56b30  kubernetes-the-hard-way  10.240.0.0/24                            1000
kubernetes-route-10-200-0-0-24  kubernetes-the-hard-way  10.200.0.0/24  10.240.0.20               1000
kubernetes-route-10-200-1-0-24  kubernetes-the-hard-way  10.200.1.0/24  10.240.0.21               1000
kubernetes-route-10-200-2-0-24  kubernetes-the-hard-way  10.200.2.0/24  10.240.0.22               1000
`;

/** The same printed text, but for the part of the default routes' names that every network has of its own. */
const withoutRandomNames = (text: string) =>
  text.trim().replaceAll(/default-route-[0-9a-f]{16}/g, 'default-route-################');

/** The function beside the lab's cluster; its events wait to be delivered. */
async function tutorialCluster(): Promise<GcpTestbed> {
  const testbed = await startGcpTestbed();
  for (let i = 0; i < TUTORIAL_GROUP_SIZE; i += 1) bootController(testbed.gce.backend, i);
  for (let i = 0; i < TUTORIAL_GROUP_SIZE; i += 1) bootWorker(testbed.gce.backend, i);
  return testbed;
}

const writes = (testbed: GcpTestbed) =>
  testbed.gce.calls.all.map(({ action }) => action).filter((action) => /^routes\.(insert|delete)$/.test(action));

describeWithGcloud('lab 11, judged by gcloud', () => {
  it('by hand: the lab’s commands print what the lab prints, and a resync then writes nothing', async () => {
    await using bench = await tutorialCluster();
    await using shell = await openGcloudShell(bench.gce);
    expect((await shell.run(DESCRIBE_WORKERS)).trim()).toBe(WORKERS.trim());
    await shell.run(CREATE_ROUTES);
    expect(withoutRandomNames(await shell.run(LIST_ROUTES))).toBe(withoutRandomNames(ROUTES));

    bench.gce.calls.reset();
    expect(await bench.invokeManually({ action: 'resync' })).toMatchObject({ changes: [], summary: { unchanged: 3 } });
    await bench.deliver();
    expect(writes(bench)).toEqual([]);
  });

  it('by the function: its events are delivered, and the lab’s list prints the lab’s table', async () => {
    await using bench = await tutorialCluster();
    await using shell = await openGcloudShell(bench.gce);
    await bench.deliver();
    expect(withoutRandomNames(await shell.run(LIST_ROUTES))).toBe(withoutRandomNames(ROUTES));
  });

  it('after the function: doing the lab by hand too finds every route there, of the same name', async () => {
    await using bench = await tutorialCluster();
    await using shell = await openGcloudShell(bench.gce);
    await bench.deliver();
    await expect(shell.run(CREATE_ROUTES)).rejects.toThrow(
      /The resource '\S+\/kubernetes-route-10-200-0-0-24' already exists/,
    );
    expect(withoutRandomNames(await shell.run(LIST_ROUTES))).toBe(withoutRandomNames(ROUTES));
  });

  it('workers made and deleted with gcloud come and go with their routes', async () => {
    await using bench = await startGcpTestbed();
    await using shell = await openGcloudShell(bench.gce);
    await shell.run(`
for i in 0 1 2; do
  gcloud compute instances create worker-\${i} \\
    --boot-disk-size 200GB \\
    --can-ip-forward \\
    --image-family ubuntu-2004-lts \\
    --image-project ubuntu-os-cloud \\
    --machine-type e2-standard-2 \\
    --metadata pod-cidr=10.200.\${i}.0/24 \\
    --private-network-ip 10.240.0.2\${i} \\
    --scopes compute-rw,storage-ro,service-management,service-control,logging-write,monitoring \\
    --subnet kubernetes \\
    --tags kubernetes-the-hard-way,worker
done
`);
    await bench.deliver();
    expect(withoutRandomNames(await shell.run(LIST_ROUTES))).toBe(withoutRandomNames(ROUTES));
    await shell.run('gcloud -q compute instances delete worker-1');
    await bench.deliver();
    expect(await shell.run(LIST_ROUTES)).not.toContain('10.200.1.0/24');
  });

  it('the lab’s clean-up still works', async () => {
    await using bench = await tutorialCluster();
    await using shell = await openGcloudShell(bench.gce);
    await bench.deliver();
    await shell.run(`
gcloud -q compute routes delete \\
    kubernetes-route-10-200-0-0-24 \\
    kubernetes-route-10-200-1-0-24 \\
    kubernetes-route-10-200-2-0-24
`);
    expect(bench.routes()).toEqual({});
    expect(await shell.run(`gcloud compute networks describe ${GCP_TUTORIAL.network} --format 'value(name)'`)).toBe(
      `${GCP_TUTORIAL.network}\n`,
    );
  });
});
