/** What a route's description says about who made it for whom. */
export interface RouteDescription {
  readonly cluster: string;
  readonly instanceId: string;
}

const DESCRIPTION_PATTERN = /^podroutes cluster=(\S+) node=\S+ instance=(\d+)$/;

/** The description by which podroutes knows its own routes; they have no labels. */
export function formatRouteDescription(cluster: string, node: { name: string; id: string }): string {
  return `podroutes cluster=${cluster} node=${node.name} instance=${node.id}`;
}

export function parseRouteDescription(description: string | null | undefined): RouteDescription | undefined {
  const [, cluster, instanceId] = DESCRIPTION_PATTERN.exec(description ?? '') ?? [];
  return cluster === undefined || instanceId === undefined ? undefined : { cluster, instanceId };
}
