import { type Finding, finding } from '../finding.ts';
import type { Advice } from '../advice/advice.ts';
import { nodeLabel } from './routes.ts';

/** Nodes whose pods' packets the network drops. One that boots may still be set up; one that is stopped has no pods. */
export function analyzeIpForwarding({ inventory, remediations, clusterOf }: Advice, kind: 'aws' | 'gcp'): Finding[] {
  return inventory.nodes
    .filter(({ node }) => node.state === 'running' && !node.canIpForward && clusterOf(node) === undefined)
    .map(({ node }) => {
      const mend = remediations.enableIpForwarding(node);
      if (kind === 'gcp')
        return finding('ip-forward-off', { subject: node.id, what: `canIpForward of ${nodeLabel(node)} is off`, mend });
      const networkInterface = node.targetByFamily.ipv4 ?? node.targetByFamily.ipv6;
      const whose = networkInterface === undefined ? nodeLabel(node) : `${networkInterface} (${node.name})`;
      const what = `the source/dest check of ${whose} is on`;
      return finding('source-dest-check-on', { subject: networkInterface ?? node.id, what, mend });
    });
}
