import { locate } from '../../../functions/cli/explain/places/locate.ts';
import type { Hop, Path, Place } from '../../../functions/cli/explain/hop.ts';
import type { Machine } from '../../../functions/cli/explain/model.ts';
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

/** How many of a fleet are asked at their own addresses. */
const INSTANCES_ASKED = 2;

/** Whether an instance is the one that a local cloud calls so: by its id, or by a path that ends with its name. */
const isNamed = ({ id, name }: Machine, instance: string) => [id, name].includes(instance.split('/').at(-1) ?? '');

const hopText = ({ way, status, what }: Hop) => `${way} ${status}: ${what}`;

/** A pod, or an instance at its own address. */
interface End {
  readonly instance: string;
  readonly address: string;
}

interface Pinged {
  readonly from: End;
  readonly to: End;
  readonly ping: boolean;
}

/** What rules that are not looked into may drop. Other doubts are none here: the instances of these tests pass on what is not theirs. */
const isInDoubt = ({ hops, verdict }: Path) =>
  verdict === 'unknown' && hops.some(({ status, kind }) => status === 'unknown' && kind === 'filter');

/** What is said of packets to an instance that is not known to have the address is right only for as much as is said: that they are lost. */
function agrees(path: Path, { ping, from, to }: Pinged): boolean {
  const { verdict, destination, source } = path;
  const isOn = ({ machine }: Place, { instance }: End) => machine !== undefined && isNamed(machine, instance);
  const isFound = isOn(source, from) && isOn(destination, to);
  if (isInDoubt(path)) return true;
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
  const [path] = locate(scene, from.address).flatMap((one) =>
    locate(scene, to.address).map((other) => explain(scene.network, one, other)),
  );
  if (path === undefined) throw new Error(`nothing is known of ${from.address} or ${to.address}`);
  return path;
}

const endsOf = ({ instance, addresses }: Pod): End[] => addresses.map((address) => ({ instance, address }));

const isSameFamily = (a: End, b: End) => a.address.includes(':') === b.address.includes(':');

/** The pods, and of the first instances the own addresses. */
function ends({ network }: Scene, pods: readonly Pod[]): End[] {
  const own = pods.slice(0, INSTANCES_ASKED).flatMap(({ instance }): End[] => {
    const machine = network.machines.find((each) => isNamed(each, instance));
    const addresses = machine?.ports[0]?.addresses.map((range) => range.split('/')[0] ?? '') ?? [];
    return addresses.map((address) => ({ instance, address }));
  });
  return [...pods.flatMap(endsOf), ...own];
}

/** Asks of each pair of pods on different instances whether a packet gets through, and what the explanation says: the right one, and some with mistakes. */
export async function compareAll(
  scene: Scene,
  vpc: Vpc,
  pods: readonly Pod[],
  mistakes: Readonly<Record<string, Explainer>>,
): Promise<Comparison> {
  const pairs = pods.flatMap((pod) =>
    endsOf(pod).flatMap((from) =>
      ends(scene, pods)
        .filter((to) => to.instance !== pod.instance && isSameFamily(from, to))
        .map((to) => ({ pod, from, to })),
    ),
  );
  const pinged = await Promise.all(
    pairs.map(async ({ pod, from, to }): Promise<Pinged> => {
      return { from, to, ping: await vpc.ping(pod, to.address) };
    }),
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
