import { locate } from '../../../functions/cli/explain/locate.ts';
import type { Hop, Path, Place } from '../../../functions/cli/explain/hop.ts';
import type { Scene } from '../../../functions/cli/explain/scene.ts';
import type { Pod } from '../vpc/pod.ts';
import type { Vpc } from '../vpc/vpc.ts';
import { type Explainer, rightly } from './mistakes.ts';

/** A pair of pods of which the explanation says something else than ping. */
interface Disagreement {
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
  /** The mistakes that ping tells of. */
  readonly found: ReadonlySet<string>;
}

const hopText = ({ way, status, what }: Hop) => `${way} ${status}: ${what}`;

interface Pinged {
  readonly from: Pod;
  readonly to: Pod;
  readonly ping: boolean;
}

/** What is said of packets to an instance that is not known to have the address is right only for as much as is said: that they are lost. */
function agrees({ verdict, destination, source }: Path, { ping, from, to }: Pinged): boolean {
  const isOn = ({ machine }: Place, { instance }: Pod) =>
    machine !== undefined && [machine.id, machine.name].includes(instance.split('/').at(-1) ?? '');
  const isFound = isOn(source, from) && isOn(destination, to);
  if (!isFound) return !ping || verdict !== 'broken';
  return ping === (verdict !== 'broken');
}

export const sum = (some: readonly Comparison[]): Comparison => ({
  pairs: some.reduce((total, { pairs }) => total + pairs, 0),
  talking: some.reduce((total, { talking }) => total + talking, 0),
  disagreements: some.flatMap(({ disagreements }) => disagreements),
  found: new Set(some.flatMap(({ found }) => [...found])),
});

function explainWith(explain: Explainer, scene: Scene, { from, to }: Pinged): Path {
  const [source = '', destination = ''] = [from.addresses[0], to.addresses[0]];
  const [path] = locate(scene, source).flatMap((one) =>
    locate(scene, destination).map((other) => explain(scene.network, one, other)),
  );
  if (path === undefined) throw new Error(`nothing is known of ${source} or ${destination}`);
  return path;
}

/** Asks of each pair of pods on different instances whether a packet gets through, and what the explanation says: the right one, and some with mistakes. */
export async function compareAll(
  scene: Scene,
  vpc: Vpc,
  pods: readonly Pod[],
  mistakes: Readonly<Record<string, Explainer>>,
): Promise<Comparison> {
  const pairs = pods.flatMap((from) =>
    pods.filter(({ instance }) => instance !== from.instance).map((to) => ({ from, to })),
  );
  const pinged = await Promise.all(
    pairs.map(async ({ from, to }): Promise<Pinged> => ({ from, to, ping: await vpc.ping(from, to) })),
  );
  const isWrong = (explain: Explainer) => (pair: Pinged) => !agrees(explainWith(explain, scene, pair), pair);
  return {
    pairs: pinged.length,
    talking: pinged.filter(({ ping }) => ping).length,
    found: new Set(Object.keys(mistakes).filter((name) => pinged.some(isWrong(mistakes[name] ?? rightly)))),
    disagreements: pinged.filter(isWrong(rightly)).map((pair) => {
      const { source, destination, verdict, hops } = explainWith(rightly, scene, pair);
      return { from: source.label, to: destination.label, ping: pair.ping, verdict, hops: hops.map(hopText) };
    }),
  };
}
