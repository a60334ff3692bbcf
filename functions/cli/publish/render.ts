import type { Style } from '../render/terminal/colour.ts';
import { painter } from '../render/terminal/colour.ts';
import { hanging, widthOf } from '../render/terminal/wrap.ts';
import type { Io } from '../io.ts';
import { printable } from '../../../shared/reconcile/model/text/printable-text.ts';
import type { PublicationStep } from '../../../shared/reconcile/publication/plan-publication.ts';
import { describeCondition, describeDecision, describeResult, isProblem } from './describe.ts';
import type { PublicationOutcome, PublicationPlan } from './publisher.ts';

function symbolOf({ decision }: PublicationStep): readonly [string, Style] {
  if (decision.kind === 'write') return decision.replaces === undefined ? ['+', 'green'] : ['~', 'yellow'];
  return decision.kind === 'no-range' ? ['.', 'dim'] : ['!', 'red'];
}

const count = (steps: readonly PublicationStep[], kind: PublicationStep['decision']['kind']) =>
  steps.filter(({ decision }) => decision.kind === kind).length;

/** A plan for people: a line for each Node that is not as it should be, and one for the whole. */
export function renderPlan({ steps, conditions, gaps }: PublicationPlan, { stdout }: Io): string {
  const paint = painter(stdout);
  const width = widthOf(stdout);
  const lines = steps
    .filter(({ decision }) => decision.kind !== 'unchanged')
    .map((step) => {
      const [symbol, style] = symbolOf(step);
      return hanging(`${paint(style, symbol)} `, `${printable(step.node.name)}: ${describeDecision(step)}`, width);
    });
  const changes = conditions.map((change) =>
    hanging('* ', `${printable(change.node.name)}: ${describeCondition(change)}`, width),
  );
  const parts = [
    `${count(steps, 'write')} to publish`,
    `${count(steps, 'unchanged')} published`,
    `${count(steps, 'no-range')} without a range yet`,
    `${steps.filter(isProblem).length} left alone`,
    ...(conditions.length === 0 ? [] : [`${conditions.length} conditions to set`]),
  ];
  const sentences = [...gaps, `Plan: ${parts.join(', ')}.`].map((sentence) => hanging('', sentence, width));
  return [...lines, ...changes, ...sentences].map((line) => `${line}\n`).join('');
}

/** What came of a plan: a line for each thing that did not go as planned, and one for the whole. */
export function renderOutcome({ results, conditions }: PublicationOutcome, { stdout }: Io): string {
  const failures = [
    ...results.flatMap((each) =>
      each.status === 'done' ? [] : [`${printable(each.step.node.name)}: ${describeResult(each)}`],
    ),
    ...conditions.flatMap(({ change, error }) =>
      error === undefined ? [] : [`${printable(change.node.name)}: ${error}`],
    ),
  ];
  const published = results.filter(({ status }) => status === 'done').length;
  const set = conditions.filter(({ error }) => error === undefined).length;
  const conditionPart = conditions.length === 0 ? '' : `, ${set} of ${conditions.length} conditions set`;
  const last = `Done: ${published} of ${results.length} published${conditionPart}.`;
  return [...failures, last].map((line) => `${hanging('', line, widthOf(stdout))}\n`).join('');
}

/** For programs. */
export function toJson({ steps, conditions, gaps }: PublicationPlan, outcome: PublicationOutcome): object {
  const resultOf = new Map(outcome.results.map((result) => [result.step, result]));
  const conditionOf = new Map(outcome.conditions.map((result) => [result.change, result]));
  return {
    nodes: steps.map((step) => {
      const { node, decision } = step;
      const result = resultOf.get(step);
      return {
        node: node.name,
        podCidrs: node.podCidrs,
        instance: 'instance' in decision ? decision.instance.id : null,
        stated: 'instance' in decision ? (decision.instance.statement.text ?? null) : null,
        decision: decision.kind,
        reason: describeDecision(step),
        ...(result === undefined ? {} : { status: result.status }),
        ...(result?.status === 'failed' ? { error: result.error } : {}),
      };
    }),
    conditions: conditions.map((change) => {
      const result = conditionOf.get(change);
      const status = result === undefined ? 'planned' : result.error === undefined ? 'done' : 'failed';
      const { error } = result ?? {};
      return {
        node: change.node.name,
        networkUnavailable: change.isUnavailable,
        status,
        ...(error === undefined ? {} : { error }),
      };
    }),
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}
