import type { RouteChange, ChangeReason } from '../model/route-change.ts';
import type { Provider } from '../model/instance.ts';
import type { Conflict, NodeNote } from '../model/conflict.ts';
import { UnfinishedError } from './unfinished-error.ts';

/** One change as others see it. */
export interface ReportedChange {
  readonly action: RouteChange['action'];
  readonly destination: string;
  /** Where the route leads after the change, or led before a deletion. */
  readonly target: string;
  readonly table: string;
  readonly status: 'planned' | 'done' | 'failed';
  readonly reason: ChangeReason;
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
  readonly cloud: Provider;
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

/** Something that a reconcile left undone. */
export interface Undone {
  readonly kind: 'failed' | 'stopped' | 'interrupted';
  readonly text: string;
  /** For each change or node of it, the instances that have to do with it. */
  readonly about: readonly (readonly (string | undefined)[])[];
  readonly retryable: boolean;
}

const concernedBy = ({ node, target, before }: ReportedChange) => [node, target, before];

/** All that a reconcile left undone. */
export function undoneIn({ changes, stopped, interrupted, postponed = [], errors }: Report): Undone[] {
  const undone: Undone[] = [];
  for (const change of changes.filter(({ status }) => status === 'failed')) {
    const text = `${change.action} ${change.destination} in ${change.table}: ${change.error ?? ''}`;
    undone.push({ kind: 'failed', text, about: [concernedBy(change)], retryable: change.retryable === true });
  }
  if (stopped !== undefined) undone.push({ kind: 'stopped', text: stopped, about: [], retryable: false });
  if (interrupted !== undefined) {
    const left = changes.filter(({ status }) => status === 'planned').map(concernedBy);
    const about = [...left, ...postponed.map((node) => [node])];
    undone.push({ kind: 'interrupted', text: interrupted, about, retryable: true });
  }
  for (const { node, error, retryable } of errors) {
    undone.push({ kind: 'failed', text: `${node}: ${error}`, about: [[node]], retryable });
  }
  return undone;
}

/**
 * One UnfinishedError that names everything that was left undone, so that the platform retries it. It is retryable as soon as
 * one of the failures is. Undefined when nothing was left.
 */
export function unfinished(undone: readonly Undone[]): UnfinishedError | undefined {
  if (undone.length === 0) return undefined;
  const texts = undone.map(({ text }) => text);
  return new UnfinishedError(
    texts,
    undone.some(({ retryable }) => retryable),
  );
}
