import type { RouteChange, ChangeReason } from '../model/route-change.ts';
import type { Provider } from '../model/instance.ts';
import type { Conflict, NodeNote } from '../model/conflict.ts';

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
