import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import { type Finding, finding } from '../model.ts';
import type { Mends } from './mends.ts';
import { label } from './routes.ts';

/** Nodes whose pods' packets the network drops. One that boots may still be set up; one that is stopped has no pods. */
export function judgeForwarding({ nodes }: Inventory, kind: 'aws' | 'gcp', mends: Mends): Finding[] {
  return nodes
    .filter(({ node }) => node.life === 'running' && !node.forwards)
    .map(({ node }) => {
      const mend = mends.forward(node);
      if (kind === 'gcp')
        return finding('ip-forward-off', { subject: node.id, what: `canIpForward is off on ${label(node)}`, mend });
      const via = node.target.ipv4 ?? node.target.ipv6;
      const what = `the source/dest check is on on ${via ?? 'the interface'} of ${label(node)}`;
      return finding('source-dest-check-on', { subject: via ?? node.id, what, mend });
    });
}
