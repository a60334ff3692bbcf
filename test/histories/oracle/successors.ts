import { expectedRoutes, actualRoutes } from './expected-routes.ts';
import type { Environment } from '../run/environment.ts';
import type { InvocationResult } from '../run/environment.ts';
import {
  isInScope,
  type ActualInstance,
  type ActualRoute,
  type GroundTruth,
  undisputedRanges,
} from './ground-truth.ts';
import { overlap } from './reference-cidr.ts';
import { Violation } from './violation.ts';

/** Routes of the cluster that lead to somebody else and keep `range`, or a part of it, from `node`. */
function obstacles(truth: GroundTruth, node: ActualInstance, range: string): ActualRoute[] {
  return truth.routes.filter(
    (route) =>
      isInScope(truth, route) && !route.foreign && overlap(route.destination, range) && route.holder?.id !== node.id,
  );
}

/** Whether a live instance holds `range`, or a part of it, and `node` has no route to it. */
function waitsFor(truth: GroundTruth, node: ActualInstance, range: string): boolean {
  const hasRoute = truth.routes.some((route) => route.destination === range && route.holder?.id === node.id);
  return (
    node.claim.ranges.includes(range) &&
    node.claim.refused !== true &&
    !hasRoute &&
    obstacles(truth, node, range).some(({ holder }) => holder !== undefined)
  );
}

/**
 * Remembers who waits for a range of which the functions know it: the boot was taken as done while another held the range. When
 * the holder's end is taken as done, the node has its routes, whatever came between.
 */
export class SuccessorChecker {
  #waiting: readonly { readonly id: string; readonly range: string }[] = [];

  /** Call it when the world changed: who does not wait any more, or waits for something else, is to be told of again. */
  onChange(truth: GroundTruth): void {
    const byId = new Map(truth.instances.map((node) => [node.id, node]));
    this.#waiting = this.#waiting.filter(({ id, range }) => {
      const node = byId.get(id);
      // Between its end and the news of it a holder's route leads to nobody.
      return node !== undefined && (waitsFor(truth, node, range) || obstacles(truth, node, range).length > 0);
    });
  }

  /** An old list may not show a node that waits. */
  onStaleRead(): void {
    this.#waiting = [];
  }

  /** A function that nothing disturbed took events as done. */
  onAcknowledged<Change>(
    before: GroundTruth,
    { acknowledged }: Pick<InvocationResult, 'acknowledged'>,
    environment: Environment<Change>,
  ): void {
    const truth = environment.groundTruth();
    const ended = new Set(acknowledged.filter(({ state }) => state === 'deleted').map(({ instance }) => instance));
    const freed = before.routes.filter(
      (route) => isInScope(before, route) && route.createdFor !== undefined && ended.has(route.createdFor),
    );
    const expected = expectedRoutes(truth);
    for (const { id, range } of this.#waiting) {
      const node = truth.instances.find((each) => each.id === id);
      if (node === undefined || !freed.some(({ destination }) => overlap(destination, range))) continue;
      if (undisputedRanges(truth, node).includes(range)) assertHandedOver(truth, node, range, expected);
    }
    this.onChange(truth);
    this.#add(truth, acknowledged);
  }

  #add(truth: GroundTruth, acknowledged: InvocationResult['acknowledged']): void {
    const told = new Set(acknowledged.filter(({ state }) => state === 'running').map(({ instance }) => instance));
    const nodes = truth.instances.filter(({ id }) => told.has(id));
    const waiting = nodes.flatMap((node) =>
      node.claim.ranges.filter((range) => waitsFor(truth, node, range)).map((range) => ({ id: node.id, range })),
    );
    this.#waiting = [...this.#waiting, ...waiting];
  }
}

function assertHandedOver(truth: GroundTruth, node: ActualInstance, range: string, expected: readonly string[]): void {
  const isOf = (route: string) => route.includes(` ${range} `);
  const [wanted, actual] = [expected.filter(isOf), actualRoutes(truth).filter(isOf)];
  if (node.status.toLowerCase() !== 'running' || wanted.join() === actual.join()) return;
  throw new Violation(
    'a successor has the route with its predecessor’s end',
    `${node.id}: ${actual.join('; ')} instead of ${wanted.join('; ')}`,
  );
}
