import { ADDRESS_BITS, type Cidr, familyOf, prefixLengthOf } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { FilterRule } from '../doctor/analyze/packet-filter.ts';
import type { Gate, Machine, Port, RouteEntry } from './model.ts';

/** What a packet meets, in this order; `detour`: an instance that does not have the pod. */
export type HopKind = 'node' | 'forwarding' | 'filter' | 'table' | 'route' | 'target' | 'detour';

export type HopStatus = 'ok' | 'broken' | 'unknown';

export type Way = 'there' | 'back';

/** One thing that a packet meets on its way, and what becomes of it there. */
export interface Hop {
  readonly way: Way;
  readonly kind: HopKind;
  readonly status: HopStatus;
  /** The resource that it is about, by the cloud's own id. */
  readonly subject: string;
  readonly what: string;
  /** What is wrong, where something could be done about it. */
  readonly fault?: Fault;
}

export type Fault =
  | { readonly kind: 'not-running'; readonly machine: Machine }
  | { readonly kind: 'not-forwarding'; readonly port: Port }
  | {
      readonly kind: 'dropped';
      readonly gate: Gate;
      /** The addresses at the other end. */
      readonly peer: Cidr;
      readonly by: FilterRule | undefined;
    }
  /** There is no route, or one that leads nowhere or to somebody else. */
  | {
      readonly kind: 'misrouted';
      /** The interface whose table it is. */
      readonly port: Port;
      readonly route: RouteEntry | undefined;
      readonly destination: Cidr;
      /** Where the destination is; undefined where nobody has it. */
      readonly goal: Machine | undefined;
    }
  /** Nobody has the address. */
  | { readonly kind: 'unclaimed'; readonly destination: Cidr }
  /** A node has no accepted range that it knows of, so it has no pods. */
  | { readonly kind: 'no-range'; readonly machine: Machine };

/** What is wrong or in doubt about a place itself, whatever the way there is. */
export type Concern = Pick<Hop, 'status' | 'what' | 'fault'>;

/** What somebody asks about: addresses of pods behind an instance, or an instance's own. */
export interface Place {
  /** Undefined for the pods of a node that has no range. */
  readonly cidr: Cidr | undefined;
  /** For people: `10.200.1.5, a pod of worker-1`. */
  readonly label: string;
  /** Undefined where nobody has the addresses; without a concern, routes are for them all the same. */
  readonly machine: Machine | undefined;
  /** `unknown`: only routes say that the instance has the addresses, or that anybody has. */
  readonly concern?: Concern;
  /** Ids of other instances that state the range, or a part of it: what reaches them goes to pods of theirs. */
  readonly rivals?: ReadonlySet<string>;
}

/** Addresses for people: one of them without its prefix length. */
export const addressesText = (cidr: Cidr): string =>
  prefixLengthOf(cidr) === ADDRESS_BITS[familyOf(cidr)] ? (cidr.split('/')[0] ?? cidr) : cidr;

export type Verdict = 'through' | 'broken' | 'unknown';

export interface Path {
  readonly source: Place;
  readonly destination: Place;
  readonly verdict: Verdict;
  readonly hops: readonly Hop[];
}
