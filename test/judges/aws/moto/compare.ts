import * as z from 'zod/mini';
import type { Outcome, Step } from './world.ts';

const Members = z.record(z.string(), z.unknown());

/** What a list's elements are known by, the first that they have. */
const KEYS = [
  'InstanceId',
  'RouteTableAssociationId',
  'RouteTableId',
  'NetworkInterfaceId',
  'SubnetId',
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'ResourceId',
  'Key',
];

function keyOf(element: unknown): string {
  const members = Members.safeParse(element).data ?? {};
  return KEYS.map((name) => members[name])
    .filter((key) => typeof key === 'string')
    .join(' ');
}

/** Reservations are told apart by nothing else than their instances. */
function flattened(name: string, list: readonly unknown[]): readonly unknown[] {
  return name === 'Reservations' ? list.flatMap((each) => Members.parse(each)['Instances'] ?? []) : list;
}

const shown = (value: unknown) =>
  (value === undefined ? 'nothing' : JSON.stringify(value)).replaceAll(/(?<=[a-z])\d+/g, '');

/** Where two values differ, each as `path: ours <> theirs`. Members that either has alone are compared by `isCompared`. */
function differencesIn(path: string, ours: unknown, theirs: unknown, isCompared: (path: string) => boolean): string[] {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const [left, right] = [ours, theirs].map((list: unknown[]) =>
      flattened(name, list).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))),
    );
    if (left?.length !== right?.length) return [`${path}: ${left?.length} <> ${right?.length}`];
    return (left ?? []).flatMap((each, i) => differencesIn(`${path}[]`, each, right?.[i], isCompared));
  }
  const [left, right] = [Members.safeParse(ours).data, Members.safeParse(theirs).data];
  if (left !== undefined && right !== undefined) {
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return names
      .filter((name) => (name in left && name in right) || isCompared(`${path}.${name}`))
      .flatMap((name) => differencesIn(`${path}.${name}`, left[name], right[name], isCompared));
  }
  return ours === theirs ? [] : [`${path}: ${shown(ours)} <> ${shown(theirs)}`];
}

const verdict = (outcome: Outcome) => ('error' in outcome ? outcome.error : 'done');

/** How two accounts answered a step otherwise, ours first. */
export function differences(
  step: Step,
  ours: Outcome,
  theirs: Outcome,
  isCompared: (path: string) => boolean,
): string[] {
  if ('error' in ours || 'error' in theirs) {
    const [left, right] = [verdict(ours), verdict(theirs)];
    return left === right ? [] : [`${step.action}: ${left} <> ${right}`];
  }
  return differencesIn(step.action, ours.answer, theirs.answer, isCompared);
}
