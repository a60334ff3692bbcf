import type { AddressFamily } from './ranges/cidr.ts';

/** Number of routes that count against a table's quota; of one family, if each has a quota of its own. */
export interface TableUsage {
  readonly table: string;
  readonly family?: AddressFamily;
  readonly routes: number;
  readonly quota: number;
}
