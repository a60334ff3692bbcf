import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { PublicationStep } from '../../../../shared/reconcile/publication/plan-publication.ts';
import { describeCondition, describeDecision, describeResult } from '../describe.ts';
import {
  carryOut,
  lookAt,
  type PublicationOutcome,
  type PublicationPlan,
  type PublisherContext,
} from '../publisher.ts';
import { Backoff } from './backoff.ts';
import type { DecisionLog } from './decision-log.ts';
import type { NodeFollower } from './node-follower.ts';
import type { Wake } from './wake.ts';

/** Nodes that register together share a look. */
const DEBOUNCE = 200;

/** The first of the pauses, each twice as long as the one before, after which what is not right yet is looked at again. */
const FIRST_LOOK_AGAIN = 1000;

export interface LoopOptions {
  readonly context: PublisherContext;
  readonly follower: NodeFollower;
  /** Called when a Node changes. */
  readonly wake: Wake;
  /** Milliseconds between looks when nothing changes. */
  readonly interval: number;
  readonly isDryRun: boolean;
  readonly log: DecisionLog;
  readonly onLook: (error?: string) => void;
}

/** What the cloud itself may mend within seconds: an instance that is not listed yet, a route that is not there yet. */
const mayPass = ({ decision: { kind } }: PublicationStep) => kind === 'no-instance' || kind === 'held';

function isUnfinished(
  { steps, conditions }: PublicationPlan,
  { results, conditions: set }: PublicationOutcome,
): boolean {
  return (
    steps.some(mayPass) ||
    results.some(({ status }) => status !== 'done') ||
    set.some(({ error }) => error !== undefined) ||
    conditions.some(({ isUnavailable }) => isUnavailable)
  );
}

function logOutcome({ log, follower }: LoopOptions, { results, conditions }: PublicationOutcome): void {
  for (const result of results) log.decision(result.step.node.name, describeResult(result));
  for (const { change, error } of conditions) {
    const { node, isUnavailable } = change;
    if (error === undefined) follower.noteNetworkUnavailable(node.name, isUnavailable ? 'True' : 'False');
    log.condition(node.name, error ?? `set ${describeCondition(change)}`);
  }
}

/** One look at everything. Answers whether another one soon would bring something further. */
async function look(options: LoopOptions, signal: AbortSignal): Promise<boolean> {
  const { context, follower, isDryRun, log } = options;
  const plan = await lookAt(context, follower.nodes, signal);
  log.keepOnly(plan.steps.map(({ node }) => node.name));
  for (const step of plan.steps) {
    if (isDryRun || step.decision.kind !== 'write') log.decision(step.node.name, describeDecision(step));
  }
  for (const gap of plan.gaps) log.line(`${gap}: no node is called unavailable`);
  if (isDryRun) return false;
  const outcome = await carryOut(context, plan, signal);
  logOutcome(options, outcome);
  const isWaiting = follower.nodes.some(({ networkUnavailable }) => networkUnavailable === 'True');
  return isUnfinished(plan, outcome) || (context.setsCondition && isWaiting);
}

/** Looks when a Node changes, soon again while something is unfinished, and at the interval otherwise, until `signal`. */
export async function publishLoop(options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { context, wake, interval, log, onLook } = options;
  const backoff = new Backoff(Math.min(FIRST_LOOK_AGAIN, interval), interval);
  // The first list wakes it.
  while (!signal.aborted && !(await wake.sleep(context.clock, interval, signal)));
  while (!signal.aborted) {
    let pause = interval;
    try {
      if (await look(options, signal)) pause = backoff.next();
      else backoff.reset();
      onLook();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CloudError)) throw error;
      pause = backoff.next();
      onLook(error.message);
      log.line(`${error.message}; again in ${pause / 1000} s`);
    }
    if (!(await wake.sleep(context.clock, pause, signal))) continue;
    backoff.reset();
    await context.clock.sleep(DEBOUNCE, signal).catch(() => {});
  }
}
