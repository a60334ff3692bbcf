import type { Invocation } from '../generate/history.ts';
import type { EventMeaning } from '../run/event-queue.ts';
import { describeRoute, expectedRoutes } from './expected-routes.ts';
import { canBeTold } from './free-ranges.ts';
import type { Environment, InvocationResult } from '../run/environment.ts';
import { isInScope, protectionOf, type ActualRoute, type GroundTruth } from './ground-truth.ts';
import { routingMistake } from './launches.ts';
import { Violation } from './violation.ts';

/**
 * How far what a function took as done can be held against it: not at all where the world changed under its hands, something was
 * forbidden it, or it could not see all; in ends alone where only the list of instances was an old one.
 */
export function checkableEffects<Change>(
  { triggers, injections }: Omit<Invocation<Change>, 'do'>,
  staleReads: readonly string[],
  environment: Environment<Change>,
): 'all' | 'deletions' | 'none' {
  const isExcused = injections.some(
    (each) => each.do === 'change' || (each.do === 'fault' && each.fault === 'refused'),
  );
  if (triggers.length !== 1 || isExcused || !environment.canObserveAll()) return 'none';
  if (staleReads.length === 0) return 'all';
  return staleReads.every((action) => /instances/i.test(action)) ? 'deletions' : 'none';
}

function assertRouted(truth: GroundTruth, id: string, expected: readonly string[]): void {
  const mistake = routingMistake(truth, id, expected);
  if (mistake !== undefined) throw new Violation('a boot taken as done has its routes', mistake);
}

function assertTold(truth: GroundTruth, id: string): void {
  const node = truth.instances.find((each) => each.id === id);
  if (node?.claim.isRequest !== true || !node.isUp || !canBeTold(truth, node, { isLast: true })) return;
  throw new Violation('who asks is told a range when one is free', `${id}, whose boot was taken as done`);
}

/** A route that another is to have is left to the other's own event. */
function assertUnrouted(truth: GroundTruth, id: string, expected: readonly string[]): void {
  const isWanted = ({ table, destination }: ActualRoute) =>
    expected.some((route) => route.startsWith(describeRoute(table, destination, '')));
  const left = truth.routes.find((route) => {
    return (
      isInScope(truth, route) && route.createdFor === id && protectionOf(truth, route) === undefined && !isWanted(route)
    );
  });
  if (left !== undefined) throw new Violation('an end taken as done leaves no route', `${id}: ${left.destination}`);
}

/** The instances of which events were handed back. */
export function returnedInstances(
  delivered: readonly EventMeaning[],
  acknowledged: readonly EventMeaning[],
): ReadonlySet<string> {
  return new Set(delivered.filter((event) => !acknowledged.includes(event)).map(({ instance }) => instance));
}

/** Without the routes of instances that ended: these go when the news of the ends come again. */
function withoutRoutesOf(returned: ReadonlySet<string>, truth: GroundTruth): GroundTruth {
  const isTheirs = ({ foreign, holder, createdFor }: ActualRoute) =>
    !foreign && holder === undefined && createdFor !== undefined && returned.has(createdFor);
  return { ...truth, routes: truth.routes.filter((route) => !(isTheirs(route) && isInScope(truth, route))) };
}

/** What was told and taken as done has its effect: a node that boots has its routes, one that ended has none. */
export function assertAcknowledged(
  { delivered, acknowledged }: Pick<InvocationResult, 'delivered' | 'acknowledged'>,
  effects: 'all' | 'deletions',
  truth: GroundTruth,
  isExcused: (instance: string) => boolean,
): void {
  const expected = expectedRoutes(truth);
  const ended = new Set(acknowledged.filter(({ state }) => state === 'deleted').map(({ instance }) => instance));
  // Where a live instance has the address by now, an old list may show that it claims the range as well.
  const isReused = ({ destination, nextHop }: ActualRoute) =>
    truth.instances.some((node) => node.nextHopFor(destination) === nextHop);
  const judged = effects === 'all' ? truth : { ...truth, routes: truth.routes.filter((route) => !isReused(route)) };
  for (const id of ended) assertUnrouted(judged, id, expected);
  if (effects === 'deletions') return;
  const seen = withoutRoutesOf(returnedInstances(delivered, acknowledged), truth);
  for (const { instance, state } of acknowledged) {
    if (state !== 'running' || ended.has(instance) || isExcused(instance)) continue;
    assertTold(truth, instance);
    assertRouted(seen, instance, expected);
  }
}
