import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../functions/cli/doctor/catalogue.ts';
import { EXPLANATIONS } from '../../../../functions/cli/doctor/explanations.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { startAwsDoctorFixture, startGcpDoctorFixture } from './support/fixtures.ts';

const PAGE = new URL('../../../../docs/doctor.md', import.meta.url);

/** The cells of the table whose first heading is `heading`. */
async function rowsOf(heading: string): Promise<string[][]> {
  const text = await readFile(PAGE, 'utf8');
  const tables = [...text.matchAll(/^\|.*\|\n\|[ |-]+\|\n((?:\|.*\|\n)+)/gm)];
  const found = tables.filter(([whole]) => whole.startsWith(`| ${heading} `));
  return found.flatMap(([, body = '']) => body.trimEnd().split('\n')).map((row) => cells(row));
}

const cells = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('docs/doctor.md', { timeout: 20_000 }, () => {
  it('lists every finding as the code has it', async () => {
    const explanations = new Map<string, string>(Object.entries(EXPLANATIONS));
    const coded = Object.entries(CATALOGUE).map(([id, { clouds, area, severity }]) => {
      return [`\`${id}\``, clouds.map((cloud) => cloud.toUpperCase()).join(', '), area, severity, explanations.get(id)];
    });
    expect(await rowsOf('id')).toEqual(coded);
  });

  it('lists every AWS action that a doctor calls, but for those that dry runs try', async () => {
    const { ec2, env, cluster } = await startAwsDoctorFixture({ deployed: true });
    ec2.backend.untag(cluster.workers[0]?.id ?? '', 'Name');
    ec2.calls.reset();
    await runCli(['doctor'], { env });
    const called = ec2.calls.all
      .filter(({ action }) => !/^(?:Create|Replace|Delete)Route$|^ModifyNetworkInterfaceAttribute$/.test(action))
      .map(({ action }) => (action.includes(':') ? action : `ec2:${action}`));
    const listed = (await rowsOf('action')).map(([action = '']) => action.replaceAll('`', ''));
    expect(listed.toSorted()).toEqual([...new Set(called)].toSorted());
  });

  it('lists every GCP permission that a doctor needs', async () => {
    const { gce, env } = await startGcpDoctorFixture({ deployed: true });
    gce.calls.reset();
    await runCli(['doctor'], { env });
    const permissions = gce.calls.all.map(({ action }) => {
      if (action === 'instances.aggregatedList') return 'compute.instances.list';
      return /^(?:routes|networks)\./.test(action) ? `compute.${action}` : action;
    });
    const listed = (await rowsOf('permission')).map(([permission = '']) => permission.replaceAll('`', ''));
    // Asking what one may do oneself takes no permission.
    const free = ['compute.instances.list', 'compute.routes.list', 'resourcemanager.projects.testIamPermissions'];
    expect([...listed, ...free].toSorted()).toEqual([...new Set(permissions)].toSorted());
  });
});
