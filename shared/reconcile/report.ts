import type { CloudError } from './errors.ts';
import { isRetryable, UnfinishedError } from './errors.ts';
import type { Outcome } from './carry-out.ts';
import { familyOf } from './cidr.ts';
import type { Conflict, Hop, NodeNote, Reason, RouteChange } from './model.ts';

/** One change as others see it. */
export interface ReportedChange {
  readonly action: RouteChange['action'];
  readonly destination: string;
  /** Where the route leads after the change, or led before a deletion. */
  readonly target: string;
  readonly table: string;
  readonly status: 'planned' | 'done' | 'failed';
  readonly reason: Reason;
  /** True when no event asked for it: the tables had drifted. */
  readonly drift: boolean;
  /** Id of the node that gets the route. */
  readonly node?: string;
  /** Its name. */
  readonly name?: string;
  /** Where a replaced route led before. */
  readonly before?: string;
  readonly error?: string;
  readonly retryable?: boolean;
}

/** Something that went wrong beside the changes. */
export interface ReportedError {
  readonly node: string;
  readonly error: string;
  readonly retryable: boolean;
}

/** The answer of every reconcile: what was found, done and left. Its JSON is part of the contract. */
export interface Report {
  readonly cloud: 'aws' | 'gcp';
  readonly cluster: string;
  readonly scope: 'event' | 'resync';
  readonly dryRun: boolean;
  readonly changes: readonly ReportedChange[];
  readonly conflicts: readonly Conflict[];
  /** Nodes whose pod CIDR was not accepted. */
  readonly skipped: readonly NodeNote[];
  /** Nodes that have a route and yet cannot forward. */
  readonly warnings: readonly NodeNote[];
  readonly errors: readonly ReportedError[];
  /** Nodes on which forwarding was switched on. */
  readonly forwarding: readonly string[];
  /** Why the listing had holes; then nothing was deleted or replaced. */
  readonly partial?: readonly string[];
  /** Why nothing was written but what events asked for; the rest stands as `planned`. */
  readonly stopped?: string;
  /** Why the run ended before every change was begun; those stand as `planned`. */
  readonly interrupted?: string;
  /** Nodes that there was no time for: their pod CIDR was not read, or they still do not forward. */
  readonly postponed?: readonly string[];
  readonly summary: {
    readonly created: number;
    readonly replaced: number;
    readonly deleted: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly conflicts: number;
  };
}

/** A hop as each cloud's people name it: the instance on AWS, the address on GCP. */
export function hopLabel(hop: Hop, cloud: Report['cloud']): string {
  if (hop.kind === 'foreign') return hop.to ?? hop.what;
  const [first, second] = cloud === 'aws' ? [hop.instance, hop.interface] : [hop.interface, hop.instance];
  return first ?? second ?? 'unknown';
}

function describe(change: RouteChange, cloud: Report['cloud']): Omit<ReportedChange, 'status'> {
  const { action, destination, table, reason, drift } = change;
  const base = { action, destination, table, reason, drift };
  if (change.action === 'delete') return { ...base, target: hopLabel(change.before.hop, cloud) };
  const { node } = change;
  const target = cloud === 'aws' ? node.id : (node.target[familyOf(destination)] ?? node.id);
  const before = change.action === 'replace' ? { before: hopLabel(change.before.hop, cloud) } : {};
  return { ...base, target, node: node.id, name: node.name, ...before };
}

/** A change that was decided and not carried out. */
export function reportPlanned(change: RouteChange, cloud: Report['cloud']): ReportedChange {
  return { ...describe(change, cloud), status: 'planned' };
}

/** A change that was carried out or failed. Undefined for one that turned out to be needless. */
export function reportOutcome(outcome: Outcome, cloud: Report['cloud']): ReportedChange | undefined {
  switch (outcome.status) {
    case 'done':
      return { ...describe(outcome.change, cloud), status: 'done' };
    case 'failed':
      return { ...describe(outcome.change, cloud), status: 'failed', ...reportError(outcome.error) };
    case 'left':
      return reportPlanned(outcome.change, cloud);
    case 'settled':
    case 'contested':
      return undefined;
  }
}

export function reportError(error: CloudError): { error: string; retryable: boolean } {
  return { error: `${error.code}: ${error.message}`, retryable: isRetryable(error) };
}

/** Counts for the report's last line. */
export function summarise(changes: readonly ReportedChange[], unchanged: number, conflicts: number): Report['summary'] {
  const done = (action: RouteChange['action']) =>
    changes.filter((change) => change.status === 'done' && change.action === action).length;
  return {
    created: done('create'),
    replaced: done('replace'),
    deleted: done('delete'),
    unchanged,
    failed: changes.filter((change) => change.status === 'failed').length,
    conflicts,
  };
}

/**
 * Throws one UnfinishedError that names everything a reconcile left undone, so that the platform retries it. It is
 * retryable as soon as one of the failures is.
 */
export function assertFinished(report: Report): void {
  const failures = [
    ...report.changes
      .filter((change) => change.status === 'failed')
      .map((c) => ({ text: `${c.action} ${c.destination} in ${c.table}: ${c.error ?? ''}`, retryable: c.retryable })),
    ...(report.stopped === undefined ? [] : [{ text: report.stopped, retryable: false }]),
    ...(report.interrupted === undefined ? [] : [{ text: report.interrupted, retryable: true }]),
    ...report.errors.map((e) => ({ text: `${e.node}: ${e.error}`, retryable: e.retryable })),
  ];
  if (failures.length === 0) return;
  throw new UnfinishedError(
    failures.map((failure) => failure.text),
    failures.some((failure) => failure.retryable === true),
  );
}
