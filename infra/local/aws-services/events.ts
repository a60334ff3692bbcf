import type { AwsServices } from './model.ts';
import { putEvents } from './put-events.ts';
import { ruleActions } from './rules/actions.ts';
import { targetActions } from './rules/targets.ts';

/** The part of EventBridge that makes rules with queues behind them, shows and removes them, and takes events. */
export const eventsActions: Readonly<Record<string, (services: AwsServices, body: string) => object>> = {
  ...ruleActions,
  ...targetActions,
  PutEvents: putEvents,
};
