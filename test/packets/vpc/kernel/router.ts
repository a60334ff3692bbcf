import type { Port, VpcModel } from '../model.ts';
import { ruleset } from './filters.ts';
import { type KernelRoute, NODE_LINK_LOCAL, ROUTER_RULES, routerState } from './routes.ts';
import { enableForwarding, ip, nft } from './run.ts';

/** The address of the router on every link. */
export const ROUTER = { 4: '169.254.1.1', 6: 'fe80::1' } as const;

interface Link {
  readonly name: string;
  isUp: boolean;
}

/** The namespace in the middle, which routes and filters as the VPC does. Only what differs from before is changed. */
export class Router {
  readonly namespace: string;
  /** By port. */
  readonly #links = new Map<string, Link>();
  #made = 0;
  #routes = new Map<string, KernelRoute>();
  #rules = new Map<string, KernelRoute>();
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
    const linkOf = (port: string) => this.#links.get(port)?.name;
    this.#filter(ruleset(ports, model.filters, linkOf));
    const { routes, rules } = routerState(model, linkOf);
    const [routeChanges, ruleChanges] = [changes(this.#routes, routes), changes(this.#rules, rules)];
    // What is new comes before what it replaces goes, so that nothing falls between.
    const added = [...routeChanges.added, ...ruleChanges.added];
    ip([...this.#raise(ports), ...added, ...routeChanges.removed, ...ruleChanges.removed], this.namespace);
    // A link that goes down takes its routes along.
    ip(this.#drop(ports), this.namespace);
    [this.#routes, this.#rules] = [routes, rules];
  }

  #filter(text: string): void {
    if (text !== this.#ruleset) nft(this.namespace, text);
    this.#ruleset = text;
  }

  #connect(ports: readonly Port[], namespaceOf: ReadonlyMap<string, string>): void {
    for (const port of ports) {
      const namespace = namespaceOf.get(port.instance);
      if (namespace === undefined || this.#links.has(port.id)) continue;
      const name = `n${this.#made}`;
      this.#made += 1;
      ip([`link add ${name} netns ${this.namespace} type veth peer name eth${port.index} netns ${namespace}`]);
      ip(nodeSide(port), namespace);
      this.#links.set(port.id, { name, isUp: false });
    }
  }

  #raise(ports: readonly Port[]): string[] {
    return ports.flatMap(({ id, isUp }) => {
      const link = this.#links.get(id);
      if (link === undefined || link.isUp || !isUp) return [];
      link.isUp = true;
      return [
        `addr replace ${ROUTER[4]}/32 dev ${link.name}`,
        `link set ${link.name} up`,
        `addr replace ${ROUTER[6]}/64 dev ${link.name} nodad`,
      ];
    });
  }

  /** The links of what does not run go down, those of what is gone go away. */
  #drop(ports: readonly Port[]): string[] {
    const known = new Map(ports.map((port) => [port.id, port]));
    return [...this.#links].flatMap(([id, link]) => {
      const port = known.get(id);
      if (port === undefined) {
        this.#links.delete(id);
        return [`link del ${link.name}`];
      }
      if (port.isUp || !link.isUp) return [];
      link.isUp = false;
      return [`link set ${link.name} down`];
    });
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

function changes(before: ReadonlyMap<string, KernelRoute>, after: ReadonlyMap<string, KernelRoute>) {
  const added = [...after].filter(([key, { add }]) => before.get(key)?.add !== add).map(([, { add }]) => add);
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, { remove }]) => remove);
  return { added, removed };
}
