import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseUserData } from '../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { openInstance, openVm } from '../node/nodes.ts';
import { program, run, scratch, SCRIPT, type Shell, SHELLS, withoutPauses } from '../node/run-script.ts';

const EXAMPLES = fileURLToPath(new URL('../../../infra/examples', import.meta.url));
const userData = execFileSync(join(EXAMPLES, 'user-data'), { encoding: 'utf8' });

describe('the user data of the examples', () => {
  it('is what Terraform makes of the template', async () => {
    const [template, script] = await Promise.all([
      readFile(join(EXAMPLES, 'boot.sh.tftpl'), 'utf8'),
      readFile(SCRIPT, 'utf8'),
    ]);
    // All that means something to Terraform there.
    expect(template.match(/[$%]\{[^}]*\}?/g)).toEqual(['${pod_cidr}']);
    expect(userData).toBe(template.replace('${pod_cidr}', () => script.replace(/\n$/, '')));
  });

  it('is not longer than EC2 takes', () => {
    expect(Buffer.byteLength(userData)).toBeLessThanOrEqual(16_384);
  });
});

/** Boots the worker below `root`; answers how the script ended, and the CNI configuration that kubelet found when it was started. */
async function boot(url: string, shell: Shell, onPause: () => void) {
  const root = await scratch();
  await mkdir(join(root, 'bin'));
  const script = join(root, 'user-data');
  await writeFile(
    script,
    userData.replaceAll('/usr/local/bin', join(root, 'bin')).replaceAll('/etc/cni', join(root, 'cni')),
  );
  const systemctl = await program('systemctl', `echo "$@" >${root}/started; cat ${root}/cni/net.d/* >${root}/found`);
  const programs = [systemctl, await withoutPauses(onPause)];
  const ended = await run([], { script, shell, programs, env: { POD_CIDR_METADATA_URL: url } });
  const started = await readFile(join(root, 'started'), 'utf8').catch(() => 'nothing');
  const found: unknown = started === 'nothing' ? undefined : JSON.parse(await readFile(join(root, 'found'), 'utf8'));
  return { ended, started, found };
}

const booted = {
  ended: { status: 0, stdout: '10.200.7.0/24\n', stderr: '' },
  started: 'start containerd kubelet kube-proxy\n',
  found: expect.objectContaining({ ipam: expect.objectContaining({ ranges: [[{ subnet: '10.200.7.0/24' }]] }) }),
};

describe('a worker that boots with it', () => {
  it.each(SHELLS)('has its range before kubelet starts, on AWS, in $name', async ({ shell }) => {
    await using node = await openInstance({ tag: 'auto' });
    expect(await boot(node.metadata.url, shell, () => node.tell('10.200.7.0/24'))).toEqual(booted);
  });

  it('has its range before kubelet starts, on GCP', async () => {
    await using vm = await openVm('auto');
    vm.waits.onWait = () => vm.tell('10.200.7.0/24');
    expect(await boot(vm.metadata.url, ['sh'], () => {})).toEqual(booted);
  });

  it('starts nothing when what it states is no range', async () => {
    await using vm = await openVm('ten');
    expect(await boot(vm.metadata.url, ['sh'], () => {})).toMatchObject({ ended: { status: 4 }, started: 'nothing' });
  });

  it('is no node by its user data, which only the tag or the key makes it', async () => {
    expect(await parseUserData(Buffer.from(userData).toString('base64'))).toEqual({ kind: 'none' });
  });
});
