import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { PublicationStep } from '../../../../shared/reconcile/publication/plan-publication.ts';
import { describeCondition, describeDecision, describeResult, isProblem } from '../describe.ts';
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

const conditionSubject = (node: string) => `condition of ${node}`;

function logPlan({ log, isDryRun }: LoopOptions, { steps, gaps }: PublicationPlan): void {
  log.keepOnly(new Set(steps.flatMap(({ node: { name } }) => [name, conditionSubject(name)])));
  for (const step of steps) {
    const text = describeDecision(step);
    if (step.decision.kind === 'unchanged') log.settle(step.node.name, text);
    else if (isDryRun || step.decision.kind !== 'write') log.tell(step.node.name, text, isProblem(step));
  }
  for (const gap of gaps) log.line(`${gap}: no node is called unavailable`);
}

function logOutcome({ log, follower }: LoopOptions, { results, conditions }: PublicationOutcome): void {
  for (const result of results) log.tell(result.step.node.name, describeResult(result), result.status !== 'done');
  for (const { change, error } of conditions) {
    const { node, isUnavailable } = change;
    if (error === undefined) follower.noteNetworkUnavailable(node.name, isUnavailable ? 'True' : 'False');
    log.tell(conditionSubject(node.name), error ?? describeCondition(change), error !== undefined);
  }
}

/** One look at everything. Answers whether another one soon would bring something further. */
async function look(options: LoopOptions, signal: AbortSignal): Promise<boolean> {
  const { context, follower, isDryRun } = options;
  const plan = await lookAt(context, follower.nodes, signal);
  logPlan(options, plan);
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
