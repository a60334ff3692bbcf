import { locate } from '../../../functions/cli/explain/locate.ts';
import { explainPath } from '../../../functions/cli/explain/explain-path.ts';
import type { Hop, Path } from '../../../functions/cli/explain/hop.ts';
import type { Scene } from '../../../functions/cli/explain/scene.ts';
import type { Pod } from '../vpc/pod.ts';
import type { Vpc } from '../vpc/vpc.ts';

/** A pair of pods of which the explanation says something else than ping. */
export interface Disagreement {
  readonly from: string;
  readonly to: string;
  readonly ping: boolean;
  readonly verdict: Path['verdict'];
  readonly hops: readonly string[];
}

export interface Comparison {
  readonly pairs: number;
  readonly talking: number;
  readonly disagreements: readonly Disagreement[];
}

const hopText = ({ way, status, what }: Hop) => `${way} ${status}: ${what}`;

/** What is said of packets to an instance that is not known to have the address is right only for as much as is said: that they are lost. */
function agrees({ verdict, destination, source }: Path, ping: boolean, from: Pod, to: Pod): boolean {
  const isFound = source.machine?.id === from.instance && destination.machine?.id === to.instance;
  if (!isFound) return !ping || verdict !== 'broken';
  return ping === (verdict !== 'broken');
}

export const sum = (some: readonly Comparison[]): Comparison => ({
  pairs: some.reduce((total, { pairs }) => total + pairs, 0),
  talking: some.reduce((total, { talking }) => total + talking, 0),
  disagreements: some.flatMap(({ disagreements }) => disagreements),
});

/** Asks of each pair of pods on different instances whether a packet gets through, and what the explanation says. */
export async function compareAll(scene: Scene, vpc: Vpc, pods: readonly Pod[]): Promise<Comparison> {
  const pairs = pods.flatMap((from) => pods.filter(({ instance }) => instance !== from.instance).map((to) => ({ from, to })));
  const compared = await Promise.all(
    pairs.map(async ({ from, to }) => {
      const [source = '', destination = ''] = [from.addresses[0], to.addresses[0]];
      const ping = await vpc.ping(from, to);
      const [path] = locate(scene, source).flatMap((one) =>
        locate(scene, destination).map((other) => explainPath(scene.network, one, other, ['icmp'])),
      );
      if (path === undefined) throw new Error(`nothing is known of ${source} or ${destination}`);
      return { path, ping, from, to };
    }),
  );
  const wrong = compared.filter(({ path, ping, from, to }) => !agrees(path, ping, from, to));
  return {
    pairs: pairs.length,
    talking: compared.filter(({ ping }) => ping).length,
    disagreements: wrong.map(({ path: { source, destination, verdict, hops }, ping }) => {
      return { from: source.label, to: destination.label, ping, verdict, hops: hops.map(hopText) };
    }),
  };
}
