import type { Condition } from './node-object.ts';
import type { NodeStore } from './node-store.ts';

interface Request {
  readonly action: string;
  readonly name: string | undefined;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** `metadata.name=worker-0` */
export const selectedName = (query: URLSearchParams) =>
  /^metadata\.name=(?<name>.+)$/.exec(query.get('fieldSelector') ?? '')?.groups?.['name'];

/** A page, and from where the next one goes on. */
function listNodes(nodes: NodeStore, query: URLSearchParams): object {
  const token = query.get('continue');
  const [version = '', after = ''] = token === null ? [] : Buffer.from(token, 'base64url').toString().split(' ');
  if (token !== null) nodes.since(Number(version));
  const selected = selectedName(query);
  const left = nodes.all.filter(
    ({ metadata: { name } }) => name > after && (selected === undefined || name === selected),
  );
  const limit = Number(query.get('limit') ?? 0) || left.length;
  const items = left.slice(0, limit);
  const listVersion = token === null ? `${nodes.version}` : version;
  const last = items.at(-1)?.metadata.name ?? '';
  const next = Buffer.from(`${listVersion} ${last}`).toString('base64url');
  const more = left.length > limit ? { continue: next, remainingItemCount: left.length - limit } : {};
  return { kind: 'NodeList', apiVersion: 'v1', metadata: { resourceVersion: listVersion, ...more }, items };
}

interface StatusPatch {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

function patchStatus(nodes: NodeStore, { name = '', body }: Request): object {
  const patch: StatusPatch = JSON.parse(body);
  return nodes.patchConditions(name, patch.status?.conditions ?? []);
}

/** What the API answers to anything but a watch. Throws StatusErrors. */
export function answer(nodes: NodeStore, request: Request): object {
  if (request.action === 'get nodes') return nodes.get(request.name ?? '');
  if (request.action === 'list nodes') return listNodes(nodes, request.query);
  return patchStatus(nodes, request);
}
