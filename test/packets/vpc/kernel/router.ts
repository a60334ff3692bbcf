import type { Port, VpcModel } from '../model.ts';
import { ruleset } from './filters.ts';
import { type KernelEntry, type RouterState, NODE_LINK_LOCAL, ROUTER_RULES, routerState } from './routes.ts';
import { awaitLink, connect, enableForwarding, ip, nft } from './run.ts';

/** The address of the router on every link. */
export const ROUTER = { 4: '169.254.1.1', 6: 'fe80::1' } as const;

/** The namespace in the middle, which routes and filters as the VPC does. Only what differs from before is changed. */
export class Router {
  readonly namespace: string;
  /** By port. */
  readonly #links = new Map<string, string>();
  #made = 0;
  #state: RouterState = { routes: new Map(), rules: new Map() };
  #ruleset = '';

  constructor(namespace: string) {
    this.namespace = namespace;
    ip([`netns add ${namespace}`]);
    enableForwarding([namespace]);
    ip(['link set lo up', ...ROUTER_RULES], namespace);
  }

  /** Does as `model` says, for the instances that have a namespace. */
  follow(model: VpcModel, namespaceOf: ReadonlyMap<string, string>): void {
    const ports = model.ports.filter(({ instance }) => namespaceOf.has(instance));
    this.#connect(ports, namespaceOf);
    const linkOf = (port: string) => this.#links.get(port);
    this.#filter(ruleset(ports, model.filters, linkOf));
    const state = routerState(model, linkOf);
    const [routes, rules] = [changes(this.#state.routes, state.routes), changes(this.#state.rules, state.rules)];
    // What is new comes before what it replaces goes, so that nothing falls between.
    ip([...routes.added, ...rules.added, ...routes.removed, ...rules.removed], this.namespace);
    this.#disconnect(ports);
    this.#state = state;
  }

  #filter(text: string): void {
    if (text !== this.#ruleset) nft(this.namespace, text);
    this.#ruleset = text;
  }

  #connect(ports: readonly Port[], namespaceOf: ReadonlyMap<string, string>): void {
    for (const port of ports) {
      const namespace = namespaceOf.get(port.instance);
      if (namespace === undefined || this.#links.has(port.id)) continue;
      const [link, nodeLink] = [`n${this.#made}`, `eth${port.index}`];
      connect({ namespace: this.namespace, link, number: this.#made }, { namespace, link: nodeLink });
      this.#made += 1;
      ip(nodeSide(port), namespace);
      const addresses = [`addr add ${ROUTER[4]}/32 dev ${link}`, `addr add ${ROUTER[6]}/64 dev ${link} nodad`];
      ip([`link set ${link} up`, ...addresses], this.namespace);
      awaitLink(namespace, nodeLink);
      this.#links.set(port.id, link);
    }
  }

  /** The links of ports that are gone go, and take their routes along. */
  #disconnect(ports: readonly Port[]): void {
    const left = new Set(ports.map(({ id }) => id));
    const gone = [...this.#links].filter(([id]) => !left.has(id));
    ip(
      gone.map(([, link]) => `link del ${link}`),
      this.namespace,
    );
    for (const [id] of gone) this.#links.delete(id);
  }
}

/** An interface of the node. What it sends goes out by the first. */
function nodeSide({ index, addresses }: Port): string[] {
  const link = `eth${index}`;
  const own = addresses.map(
    (address) => `addr replace ${address}/${address.includes(':') ? '128 nodad' : '32'} dev ${link}`,
  );
  const ways = [
    `route replace default via ${ROUTER[4]} dev ${link} onlink`,
    `-6 route replace default via ${ROUTER[6]} dev ${link}`,
  ];
  const metric = ` metric ${100 + index}`;
  return [
    ...own,
    `link set ${link} up`,
    `addr add ${NODE_LINK_LOCAL}/64 dev ${link} nodad`,
    ...ways.map((way) => way + metric),
  ];
}

function changes(before: ReadonlyMap<string, KernelEntry>, after: ReadonlyMap<string, KernelEntry>) {
  const added = [...after].filter(([key, { add }]) => before.get(key)?.add !== add).map(([, { add }]) => add);
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, { remove }]) => remove);
  return { added, removed };
}
