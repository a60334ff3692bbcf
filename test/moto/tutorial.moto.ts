import { beforeEach, describe, expect, it } from 'vitest';
import { lines } from './support/suite/text.ts';
import { queued, stateChange } from './support/events/events.ts';
import { BUILT, SETTINGS, WarmFunction } from './support/function/warm-function.ts';
import { resetMoto, runTutorial } from './support/suite/shell.ts';
import { readReport } from '../support/testbed/log.ts';

beforeEach(resetMoto);

const TEN_WORKERS = Array.from({ length: 10 }, (_, i) => i);

/** The table as the lab shows it, with the ids of this run. */
function expectedTable(workers: readonly string[], printed: string): string[] {
  const gateway = /igw-[0-9a-f]+/.exec(printed)?.[0];
  return [
    `None 0.0.0.0/0 ${gateway}`,
    ...workers.map((id, i) => `${id} 10.200.${i}.0/24 None`),
    'None 10.240.0.0/24 local',
  ];
}

/** The cells of a table that the AWS CLI printed. */
function cells(printed: string): string[] {
  const rows = lines(printed).filter((line) => line.startsWith('|') && !line.includes('DescribeRouteTables'));
  return rows.map((row) =>
    row
      .split(/[|\s]+/)
      .filter((cell) => cell !== '')
      .join(' '),
  );
}

const listRoutes = () => runTutorial('find-vpc.sh', 'find-table.sh', 'list-routes.sh');

describe("the lab's cluster of ten workers and three controllers", () => {
  it('gets the routes of the lab from the events of its instances', async () => {
    const ids = lines(await runTutorial('network.sh', 'boot-controllers.sh', 'boot-ten-workers.sh'));
    const workers = ids.slice(3);
    await using podRoutes = await WarmFunction.start(BUILT, SETTINGS);

    const booted = ids.flatMap((id) => [stateChange(id, 'pending'), stateChange(id, 'running')]);
    expect(await podRoutes.invoke(queued(...booted))).toEqual({ batchItemFailures: [] });

    const table = await listRoutes();
    expect(table).toContain('|                       DescribeRouteTables                       |');
    expect(cells(table)).toEqual(expectedTable(workers, table));
    expect(workers).toHaveLength(TEN_WORKERS.length);

    const again = readReport(await podRoutes.invoke({ action: 'resync' }));
    expect(again).toMatchObject({
      changes: [],
      conflicts: [],
      skipped: [],
      summary: { unchanged: TEN_WORKERS.length },
    });
  });
});

describe('the lab done by hand', () => {
  it('is left as it is by a resync', async () => {
    const ids = lines(await runTutorial('network.sh', 'boot-controllers.sh', 'boot-three-workers.sh'));
    const nodes = await runTutorial('find-vpc.sh', 'print-nodes.sh');
    expect(lines(nodes)).toEqual([
      '10.240.0.20 10.200.0.0/24',
      '10.240.0.21 10.200.1.0/24',
      '10.240.0.22 10.200.2.0/24',
    ]);
    await runTutorial('find-vpc.sh', 'find-table.sh', 'create-routes.sh');
    const byHand = await listRoutes();
    expect(cells(byHand)).toEqual(expectedTable(ids.slice(3), byHand));

    await using podRoutes = await WarmFunction.start(BUILT, SETTINGS);
    const report = readReport(await podRoutes.invoke({ action: 'resync' }));
    expect(report).toMatchObject({ changes: [], conflicts: [], forwarding: [], errors: [] });
    expect(report.summary.unchanged).toBe(3);
    expect(await listRoutes()).toBe(byHand);
  });
});
