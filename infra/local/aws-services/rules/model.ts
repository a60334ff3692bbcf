import type { EventPattern } from '../../event-bus/pattern.ts';

/** The bus that AWS's own events come to, and those that name no bus. */
export const DEFAULT_BUS = 'default';

export interface Target {
  readonly id: string;
  readonly arn: string;
  /** ARN of the queue for events that could not be delivered. */
  readonly deadLetters?: string;
}

export interface Rule {
  readonly name: string;
  readonly bus: string;
  /** By their ids. */
  readonly targets: Map<string, Target>;
  readonly tags: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly pattern?: EventPattern;
  readonly schedule?: string;
  /** Whether the deployment that it belongs to passes its events on; the bus passes on those of the others. */
  readonly isOfStack: boolean;
  enabled: boolean;
}

/** What an ARN has behind `rule/`: two rules have one name only on different buses. */
export const ruleKey = (name: string, bus: string): string => (bus === DEFAULT_BUS ? name : `${bus}/${name}`);
