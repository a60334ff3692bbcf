import type { Instance } from '../../model/instance.ts';
import type { NodeNote } from '../../model/conflict.ts';

function remarkOn({ state, claim }: Instance): string | undefined {
  if (state === 'deleted') return undefined;
  switch (claim.kind) {
    case 'computed':
      return claim.reason;
    case 'none':
      return claim.remark;
    case 'stated':
    case 'requested':
    case 'unreadable':
    case 'postponed':
      return undefined;
  }
}

/** Those of the instances which are no nodes. */
export function remarksOnOthers(
  instances: readonly Instance[],
): { readonly node: Instance; readonly note: NodeNote }[] {
  const others = instances.filter(({ claim }) => claim.kind === 'none');
  return others.flatMap((node) => remarksOn([node]).map((note) => ({ node, note })));
}

/** Notes on nodes whose pod CIDR is unknown, and on instances whose keys are similar to the one that is read. */
export function remarksOn(instances: readonly Instance[]): NodeNote[] {
  return instances.flatMap((node) => {
    const remark = remarkOn(node);
    return remark === undefined ? [] : [{ node: node.id, reason: `${node.name}: ${remark}` }];
  });
}
