import type { Target } from './target.ts';

/** The same target, which remembers the names of the nodes that it reads. */
export function rememberNodeNames(target: Target): Target {
  const { cloud } = target;
  const nodeNames = new Map<string, string>();
  const observe: typeof cloud.observe = async (options) => {
    const snapshot = await cloud.observe(options);
    for (const { id, name, targetIds } of snapshot.instances)
      for (const each of [id, ...targetIds]) nodeNames.set(each, name);
    return snapshot;
  };
  return { ...target, cloud: { ...cloud, observe }, nodeNames };
}
