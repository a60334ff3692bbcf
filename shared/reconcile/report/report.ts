import type { RouteChange, ChangeReason } from '../model/route-change.ts';
import type { QuotaShortage } from './quota-shortages.ts';
import type { Provider } from '../model/instance.ts';
import type { Conflict, NodeNote, SkippedNode } from '../model/conflict.ts';

export interface ReportedChange {
  readonly action: RouteChange['action'];
  readonly destination: string;
  /** Where the route leads after the change, or led before a deletion. */
  readonly target: string;
  readonly table: string;
  /** Name of the route that is replaced or deleted, on GCP. */
  readonly route?: string;
  readonly status: 'planned' | 'done' | 'failed';
  readonly reason: ChangeReason;
  /** True when no event asked for it. */
  readonly drift: boolean;
  /** Id of the node that gets the route. */
  readonly node?: string;
  /** Name of that node. */
  readonly name?: string;
  /** Where a replaced route led before. */
  readonly before?: string;
  /** AWS: the interfaces by which a route led to its instance, and will, where that is why it is replaced. */
  readonly interfaceBefore?: string;
  readonly interfaceAfter?: string;
  readonly error?: string;
  readonly retryable?: boolean;
}

export interface ReportedNode {
  readonly node: string;
  readonly name: string;
}

export interface ToldNode extends ReportedNode {
  readonly podCidrs: readonly string[];
}

/** A failure that is not about a change. */
export interface ReportedError {
  readonly node: string;
  readonly error: string;
  readonly retryable: boolean;
}

/** Something that was due and is not done. */
export interface Undone {
  /** The instances that it is about; none if that is not known. */
  readonly instances: readonly string[];
  readonly retryable: boolean;
  /** What went wrong, if anything did. */
  readonly error?: string;
}

/** The result of every reconcile. Its JSON is part of the contract. */
export interface Report {
  readonly cloud: Provider;
  readonly cluster: string;
  readonly scope: 'event' | 'resync';
  readonly dryRun: boolean;
  readonly changes: readonly ReportedChange[];
  readonly conflicts: readonly Conflict[];
  /**
   * Nodes whose pod CIDR was not accepted or is unknown or claims nothing, those for which no range is free, and instances that
   * look like nodes and state nothing.
   */
  readonly skipped: readonly SkippedNode[];
  /** Nodes that have a route and cannot forward packets, where no call changes that. */
  readonly warnings: readonly NodeNote[];
  readonly errors: readonly ReportedError[];
  /** Nodes on which IP forwarding was enabled. */
  readonly forwarding: readonly string[];
  /** Of a plan: nodes on which it would be. */
  readonly forwardingPlanned?: readonly ReportedNode[];
  /** Nodes about which nothing was read, since the process had seen just before that nothing is left to do. */
  readonly believed?: readonly NodeNote[];
  /** Of a plan: nodes that ask for a range and would be told it, once it is reserved. */
  readonly toTell?: readonly ToldNode[];
  /** Nodes that asked for a range and were told it. */
  readonly told?: readonly ToldNode[];
  /** Nodes that ask for a range, for which none is free. */
  readonly withoutRange?: readonly NodeNote[];
  /** Of a plan: tables that have room for fewer routes than are to be created, where their quota is known. */
  readonly quotaShortages?: readonly QuotaShortage[];
  /** Why the listing was incomplete; then nothing was deleted or replaced. */
  readonly partial?: readonly string[];
  /** Why the mass deletion guard let only changes through that events asked for; the others are `planned`. */
  readonly stopped?: string;
  /** Why the run ended before all changes were started; the others are `planned`. */
  readonly interrupted?: string;
  /** Nodes that there was no time for: their pod CIDR was not read, or IP forwarding is still off. */
  readonly postponed?: readonly string[];
  /** All that was due and is not done. An event is done when none of it is about its instance. */
  readonly undone?: readonly Undone[];
  /** Of a run that was limited: what would be due besides. */
  readonly leftOut?: readonly ReportedChange[];
  readonly summary: {
    readonly created: number;
    readonly replaced: number;
    readonly deleted: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly conflicts: number;
  };
}
