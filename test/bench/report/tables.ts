import { afterFreeTier, atListPrice, type BillItem, total } from '../cost/bill.ts';
import { markdownTable } from '../render/markdown.ts';
import type { ScalePoint, Approach } from './scaling.ts';
import type { QuotaResult } from './quota-simulation.ts';

export type ByCloud<Value> = Readonly<Record<'AWS' | 'GCP', Value>>;

const CLOUDS = ['AWS', 'GCP'] as const;

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

export const amount = (quantity: number): string => (quantity < 10 ? small : whole).format(quantity);

const sizes = (ways: readonly Approach[]) => (ways[0]?.points ?? []).map(({ nodes }) => nodes);

const nodesHead = (ways: readonly Approach[]) => sizes(ways).map((nodes) => `${whole.format(nodes)} nodes`);

function wayRows(growth: ByCloud<readonly Approach[]>, show: (point: ScalePoint) => string): string[][] {
  return CLOUDS.flatMap((cloud) => growth[cloud].map(({ name, points }) => [cloud, name, ...points.map(show)]));
}

/** API calls a day, for each way and size. */
export function callsTable(growth: ByCloud<readonly Approach[]>): string {
  return markdownTable(
    ['', 'API calls a day', ...nodesHead(growth.AWS)],
    wayRows(growth, ({ callsPerDay }) => whole.format(callsPerDay)),
  );
}

/** Dollars a month, for each way and size. */
export function dollarsTable(growth: ByCloud<readonly Approach[]>): string {
  const show = ({ monthly }: ScalePoint) => {
    const [listed, free] = [total(monthly, atListPrice), total(monthly, afterFreeTier)].map(dollars);
    return listed === free ? `${listed}` : `${listed} (${free})`;
  };
  return markdownTable(['', 'dollars a month (after the free tier)', ...nodesHead(growth.AWS)], wayRows(growth, show));
}

/** A month's bill, item by item. */
export function billTable(items: readonly BillItem[]): string {
  const line = (item: BillItem) => [
    item.what,
    `${amount(item.quantity)} ${item.price.unit}`,
    dollars(atListPrice(item)),
    dollars(afterFreeTier(item)),
  ];
  const all = [total(items, atListPrice), total(items, afterFreeTier)].map((sum) => `**${dollars(sum)}**`);
  return markdownTable(
    ['what', 'amount', 'at list price', 'after the free tier'],
    [...items.map(line), ['**Total**', '', ...all]],
  );
}

/** The bill at one size of those that were gone through. */
export function billAt(ways: readonly Approach[], nodes: number): string {
  const point = ways.find(({ name }) => name === 'podroutes')?.points.find((each) => each.nodes === nodes);
  if (point === undefined) throw new Error(`nothing was counted for ${nodes} nodes`);
  return billTable(point.monthly);
}

/** What happened at each cloud's quota. */
export function quotaTable(quotas: ByCloud<QuotaResult>): string {
  const row = (what: string, show: (quota: QuotaResult) => string | number) => [
    what,
    ...CLOUDS.map((cloud) => `${show(quotas[cloud])}`),
  ];
  return markdownTable(
    ['', 'AWS', 'GCP'],
    [
      row('routes allowed', ({ quota }) => quota),
      row('nodes before, each with its route', ({ before }) => before),
      row('nodes that came', ({ added }) => added),
      row('routes made', ({ created }) => created),
      row('routes refused, each reported with its node', ({ refused }) => refused),
      row('reported as worth another try', ({ retryable }) => (retryable ? 'yes' : 'no')),
      row('API calls of each resync from then on', ({ callsPerResync }) => callsPerResync),
    ],
  );
}
