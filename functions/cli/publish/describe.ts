import { firstFew } from '../../../shared/reconcile/model/text/first-few.ts';
import type { ConditionChange } from '../../../shared/reconcile/publication/network-condition.ts';
import { instanceLabel, type PublicationStep } from '../../../shared/reconcile/publication/plan-publication.ts';
import type { StatingInstance } from '../../../shared/reconcile/publication/publication-cloud.ts';
import type { PublicationResult } from '../../../shared/reconcile/publication/publish.ts';
import { printable } from '../../../shared/reconcile/model/text/printable-text.ts';

const statedText = ({ statement: { text = '' } }: StatingInstance) => `"${printable(text, 100)}"`;

/** What a plan says of a Node, without its name. */
export function describeDecision({ decision, ranges, node }: PublicationStep): string {
  const given = ranges.join(' ') || node.podCidrs.map((range) => printable(range, 50)).join(' ');
  const kubernetes = `Kubernetes gave it ${given}`;
  switch (decision.kind) {
    case 'write': {
      const instead = decision.replaces === undefined ? '' : ` instead of ${statedText(decision.instance)}`;
      return `publish ${given} to ${instanceLabel(decision.instance)}${instead}`;
    }
    case 'unchanged':
      return `${given} is published to ${instanceLabel(decision.instance)}`;
    case 'no-range':
      return 'Kubernetes has given it no range yet';
    case 'unusable':
      return `what Kubernetes gave it is no pod CIDR: ${printable(decision.reason)}`;
    case 'outside-cluster-cidr':
      return `${kubernetes}, and ${decision.range} is no node's range of the cluster CIDR`;
    case 'shared-range':
      return `${kubernetes}, which overlaps that of ${printable(decision.node)}`;
    case 'no-instance':
      return `${kubernetes}, and ${printable(decision.reason)}`;
    case 'shared-instance':
      return `its instance ${instanceLabel(decision.instance)} is that of ${printable(decision.node)} too`;
    case 'asks':
      return `${kubernetes}, and ${instanceLabel(decision.instance)} asks podroutes for a range (auto)`;
    case 'routed-otherwise':
      return (
        `${kubernetes}, and ${instanceLabel(decision.instance)} has a route for ${firstFew(decision.routes)} and states ` +
        (decision.instance.statement.text === undefined ? 'nothing' : statedText(decision.instance))
      );
    case 'differs':
      return `${kubernetes}, and ${instanceLabel(decision.instance)} states ${statedText(decision.instance)}`;
    case 'held':
      return `${kubernetes}, and ${instanceLabel(decision.holder)} states ${statedText(decision.holder)}`;
  }
}

/** Whether somebody has to look: what is neither right, nor about to be. */
export function isProblem({ decision: { kind } }: PublicationStep): boolean {
  return kind !== 'write' && kind !== 'unchanged' && kind !== 'no-range';
}

export function describeResult(result: PublicationResult): string {
  const { step, status } = result;
  const { decision, ranges } = step;
  const label = decision.kind === 'write' ? instanceLabel(decision.instance) : '';
  switch (status) {
    case 'done':
      return `published ${ranges.join(' ')} to ${label}`;
    case 'changed':
      return `${label} was told something else meanwhile; the next look decides`;
    case 'interrupted':
      return `there was no time left to publish ${ranges.join(' ')} to ${label}`;
    case 'failed':
      return `could not publish ${ranges.join(' ')} to ${label}: ${result.error}`;
  }
}

/** The condition as `kubectl describe node` shows it. */
export const describeCondition = ({ isUnavailable }: ConditionChange): string =>
  isUnavailable ? 'NetworkUnavailable=True (NoRouteCreated)' : 'NetworkUnavailable=False (RouteCreated)';
