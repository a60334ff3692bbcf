import type { Step } from './world.ts';

/** What is chosen at random for a step. */
export interface Choice {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const pick = <Item>(items: readonly [Item, ...Item[]], n: number): Item => items[n % items.length] ?? items[0];

export const NODES = ['node0', 'node1', 'node2', 'i-0123456789abcdef0'] as const;
export const NICS = ['nic0of0', 'nic1of0', 'nic2of0', 'nic2of1', 'nic3of0', 'eni-0123456789abcdef0'] as const;
export const TABLES = ['table0', 'table0', 'table1', 'rtb-0123456789abcdef0'] as const;
export const RANGES = ['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24', '10.200.1.0/25', '10.240.3.0/24'] as const;
export const TAG_KEYS = ['Name', 'podroutes', 'kubernetes.io/cluster/x'] as const;
export const ATTRIBUTES = ['userData', 'sourceDestCheck', 'instanceType'] as const;
export const STATES = ['running', 'stopped', 'terminated'] as const;

export const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

export type Kind = (choice: Choice) => Step;
