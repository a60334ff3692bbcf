const DESCRIPTION_PATTERN = /^podroutes cluster=(\S+) node=\S+ instance=(\d+)$/;

/** The description by which podroutes recognises its own routes; routes have no labels. */
export function formatRouteDescription(cluster: string, node: { name: string; id: string }): string {
  return `podroutes cluster=${cluster} node=${node.name} instance=${node.id}`;
}

export function parseRouteDescription(description: string | null | undefined) {
  const [, cluster, instanceId] = DESCRIPTION_PATTERN.exec(description ?? '') ?? [];
  return cluster === undefined || instanceId === undefined ? undefined : { cluster, instanceId };
}
