import { readFile, writeFile } from 'node:fs/promises';
import { awsSettings } from '../fleet/deployment-settings.ts';
import { drawCostChart } from '../chart/cost-chart.ts';
import { hasSections, type Sections, writeSections } from '../render/page-sections.ts';
import { awsScaling, gcpScaling } from './scaling.ts';
import { simulateQuotas, simulateUnrelatedInstance } from './quota-simulation.ts';
import { pricesTable } from './prices-table.ts';
import { billAt, callsTable, dollarsTable, quotaTable } from './tables.ts';

const CHART_FILE = new URL('../../../docs/images/cost.svg', import.meta.url);

/** The fleet of the deployment guides. */
const GUIDE_NODES = 100;

/** What is counted on the local clouds or computed from list prices: the same in every run. */
export interface CostReport {
  readonly chart: string;
  readonly pages: Readonly<Record<string, Sections>>;
}

/** Counts, simulates, computes and draws everything on paper. */
export async function makeCostReport(): Promise<CostReport> {
  const growth = { AWS: await awsScaling(), GCP: await gcpScaling() };
  const quotas = await simulateQuotas();
  const { runs, calls } = await simulateUnrelatedInstance();
  const aws = billAt(growth.AWS, GUIDE_NODES);
  const gcp = billAt(growth.GCP, GUIDE_NODES);
  const stranger =
    `An instance that is no node of the cluster wakes the function ${runs} times in its life and costs ${calls} calls ` +
    'altogether, counted on the local cloud.';
  const { batchSize, batchingWindow, concurrency, timeout } = awsSettings();
  const deployed =
    `As deployed on AWS, a batch is ${batchSize} events or what comes in ${batchingWindow} s, a run takes at most ` +
    `${timeout} s, and there are at most ${concurrency} at once.`;
  return {
    chart: drawCostChart(growth),
    pages: {
      'docs/performance.md': { calls: callsTable(growth) },
      'docs/scale.md': {
        dollars: dollarsTable(growth),
        'aws bill': aws,
        'gcp bill': gcp,
        quotas: quotaTable(quotas),
        stranger,
        deployed,
        prices: pricesTable(),
      },
      'docs/deploy-aws.md': { 'aws bill': aws },
      'docs/deploy-gcp.md': { 'gcp bill': gcp },
    },
  };
}

/** Writes the paper into the pages. */
export async function writeCostReport({ chart, pages }: CostReport): Promise<void> {
  await writeFile(CHART_FILE, chart);
  for (const [file, sections] of Object.entries(pages)) await writeSections(file, sections);
}

/** Files in which something else stands than what was counted now. */
export async function staleFiles({ chart, pages }: CostReport): Promise<string[]> {
  const stale = (await readFile(CHART_FILE, 'utf8')) === chart ? [] : ['docs/images/cost.svg'];
  for (const [file, sections] of Object.entries(pages)) {
    if (!(await hasSections(file, sections))) stale.push(file);
  }
  return stale;
}
