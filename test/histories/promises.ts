import type { Run } from './history.ts';
import type { News } from './mailbox.ts';
import { actualRoutes, describeRoute, expectedRoutes } from './oracle.ts';
import type { Stage } from './stage.ts';
import { isPlace, protectionOf, type TrueRoute, type Truth, undisputed } from './truth.ts';
import { Violation } from './violation.ts';

/**
 * How far what a function took as done can be held against it: not at all where the world changed under its hands, something was
 * forbidden it, or it could not see all; in ends alone where only the list of instances was an old one.
 */
export function accountability<Change>(
  { payloads, disturbances }: Omit<Run<Change>, 'do'>,
  staleReads: readonly string[],
  stage: Stage<Change>,
): 'all' | 'ends' | 'none' {
  const excuses = disturbances.some(
    (each) => each.do === 'change' || (each.do === 'fault' && each.fault === 'refused'),
  );
  if (payloads.length !== 1 || excuses || !stage.isWhole()) return 'none';
  if (staleReads.length === 0) return 'all';
  return staleReads.every((action) => /instances/i.test(action)) ? 'ends' : 'none';
}

function assertAlive(truth: Truth, id: string, expected: readonly string[]): void {
  const node = truth.instances.find((each) => each.id === id);
  const ranges = node === undefined ? [] : undisputed(truth, node);
  const isOf = (route: string) => ranges.some((range) => route.includes(` ${range} `));
  const [wanted, actual] = [expected.filter(isOf), actualRoutes(truth).filter(isOf)];
  if (wanted.join() === actual.join()) return;
  throw new Violation(
    'a boot taken as done has its routes',
    `${id}: ${actual.join('; ')} instead of ${wanted.join('; ')}`,
  );
}

/** A route that another is to have is left to the other's own event. */
function assertEnded(truth: Truth, id: string, expected: readonly string[]): void {
  const isWanted = ({ table, destination }: TrueRoute) =>
    expected.some((route) => route.startsWith(describeRoute(table, destination, '')));
  const left = truth.routes.find((route) => {
    return (
      isPlace(truth, route) && route.madeFor === id && protectionOf(truth, route) === undefined && !isWanted(route)
    );
  });
  if (left !== undefined) throw new Violation('an end taken as done leaves no route', `${id}: ${left.destination}`);
}

/** What was told and taken as done has its effect: a node that boots has its routes, one that ended has none. */
export function assertDone<Change>(done: readonly News[], of: 'all' | 'ends', stage: Stage<Change>): void {
  const truth = stage.truth();
  const expected = expectedRoutes(truth, (destination, staying) => stage.canMake(destination, staying));
  const ended = new Set(done.filter(({ says }) => says === 'ended').map(({ instance }) => instance));
  for (const id of ended) assertEnded(truth, id, expected);
  if (of === 'ends') return;
  for (const { instance, says } of done)
    if (says === 'alive' && !ended.has(instance)) assertAlive(truth, instance, expected);
}
