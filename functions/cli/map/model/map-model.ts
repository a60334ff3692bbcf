import { type Cidr, contains, rangeOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { Finding } from '../../doctor/finding.ts';
import { type StatusCounts, statusCounts } from '../../status/status-counts.ts';
import { prefixSize } from './address-format.ts';
import { type AdviceGroup, type AdviceIndex, adviceGroups, adviceOn, indexAdvice } from './advice-groups.ts';
import { type Block, type Cell, listCells, gridCells, type MapSegment } from './cells.ts';
import { classify } from './classify.ts';
import { partition } from './partition.ts';
import { type RangeUsage, rangeUsages, usagesOf } from './range-usage.ts';
import { nodeMaskSizeOf } from './node-mask-size.ts';

/** Up to so many node-sized blocks, each has a place of its own; beyond, free ones in a row share one. */
const MAX_GRID_BLOCKS = 2n ** 14n;

/** One range of the cluster, cut into blocks. */
export interface MapRange {
  readonly cidr: Cidr;
  /** Prefix length of a node-sized block. */
  readonly nodeMaskSize: number;
  /** `places`: every node-sized block has its place. `list`: there are too many; what is used, and the gaps between. */
  readonly layout: 'places' | 'list';
  readonly segments: readonly MapSegment[];
  readonly cells: readonly Cell[];
  /** What concerns all of it at once and no block in particular. */
  readonly rangeWide: readonly RangeUsage[];
}

/** All that the page shows of a network. */
export interface MapModel {
  readonly tables: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly ranges: readonly MapRange[];
  readonly nodes: readonly NodeEntry[];
  /** Instances that look like nodes and state no pod CIDR. */
  readonly unstated: Inventory['unstated'];
  /** As `podroutes status` counts them. */
  readonly counts: StatusCounts;
  /** What nodes may get that ask for a range. */
  readonly freeRanges: Inventory['freeRanges'];
  /** What the doctor says of nodes and routes. */
  readonly advice: readonly AdviceGroup[];
  /** Why the listing has holes. */
  readonly gaps: readonly string[];
}

/** What every range of a map is cut by. */
interface Parts {
  readonly usages: readonly RangeUsage[];
  readonly tables: readonly string[];
  readonly advice: AdviceIndex;
}

function buildRange(cidr: Cidr, name: string, { usages, tables, advice }: Parts): MapRange {
  const range = rangeOf(cidr);
  const { inside, rangeWide } = usagesOf(cidr, usages);
  const nodeMaskSize = nodeMaskSizeOf(range, inside);
  const size = prefixSize(range.family, nodeMaskSize);
  const segments = partition(range, inside).map((segment, i) => {
    const details = classify(segment, tables);
    const { range, isEntireRange } = segment;
    return { id: `${name}-${i}`, range, isEntireRange, ...details, advice: adviceOn(details, advice) };
  });
  const layout = (range.last - range.first + 1n) / size <= MAX_GRID_BLOCKS ? 'places' : 'list';
  const cells = layout === 'places' ? gridCells(segments, range.first, size) : listCells(segments);
  return { cidr, nodeMaskSize, layout, segments, cells, rangeWide };
}

/** Ranges that no other one holds. */
function outermost(cidrs: readonly Cidr[]): Cidr[] {
  return [...new Set(cidrs)].filter((inner) => !cidrs.some((outer) => outer !== inner && contains(outer, inner)));
}

/** The map of a network: its cluster's ranges, each address of them in exactly one block. Pure. */
export function buildMapModel(inventory: Inventory, findings: readonly Finding[] = []): MapModel {
  const { tables, reserved, nodes, unstated, freeRanges, gaps, clusterCidrs } = inventory;
  const advice = adviceGroups(findings);
  const parts = { usages: rangeUsages(inventory), tables, advice: indexAdvice(advice) };
  const ranges = outermost(clusterCidrs).map((cidr, i) => buildRange(cidr, String(i), parts));
  return { tables, reserved, ranges, nodes, unstated, counts: statusCounts(inventory), freeRanges, advice, gaps };
}

/** The blocks of a range, in the order of their addresses. */
export function blocksOf({ cells }: MapRange): Block[] {
  return cells.flatMap(({ blocks }) => blocks);
}

/** Nodes that have no accepted range, or state more than was accepted, and that no block tells of as refused. */
export function unplacedNodes({ nodes, ranges }: MapModel): NodeEntry[] {
  const claimants = ranges.flatMap(({ segments }) => segments).flatMap(({ claimants }) => claimants);
  const placed = new Set(claimants.filter(({ accepted }) => !accepted).map(({ node }) => node.id));
  const isRefused = ({ podCidrs, status }: NodeEntry) =>
    podCidrs.length === 0 || status === 'refused' || status === 'unreadable';
  return nodes.filter((entry) => isRefused(entry) && !isAsking(entry) && !placed.has(entry.node.id));
}

const isAsking = ({ node }: NodeEntry) => node.claim.kind === 'requested';

/** Nodes that ask for a range and were not told one yet. */
export const askingNodes = ({ nodes }: MapModel): NodeEntry[] => nodes.filter(isAsking);
