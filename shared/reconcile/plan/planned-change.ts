import type { RouteDecision } from './evaluate.ts';
import type { RouteChange } from '../model/route-change.ts';

/** The change that a verdict asks for. It is drift when no event named an instance that it concerns. */
export function toChange(
  { table, destination, action }: RouteDecision,
  hinted: ReadonlySet<string>,
): RouteChange | undefined {
  const base = { table, destination };
  const isHinted = (id: string | undefined) => id !== undefined && hinted.has(id);
  if (action.kind === 'create') {
    const { node, reason } = action;
    return { ...base, action: 'create', node, reason, drift: !isHinted(node.id) };
  }
  if (action.kind !== 'replace' && action.kind !== 'delete') return undefined;
  const { route: before, reason } = action;
  const currentInstanceId = before.nextHop.kind === 'instance' ? before.nextHop.instanceId : undefined;
  if (action.kind === 'delete') {
    const duplicateOf = action.duplicateOf === undefined ? {} : { duplicateOf: action.duplicateOf };
    return { ...base, action: 'delete', before, reason, drift: !isHinted(currentInstanceId), ...duplicateOf };
  }
  const drift = !isHinted(currentInstanceId) && !isHinted(action.node.id);
  return { ...base, action: 'replace', before, node: action.node, reason, drift };
}
