import { requireInstance } from './instances/instances.ts';
import { networksOf, requireNetwork, routesOf } from './lookup.ts';
import type { InstanceReference } from './specs.ts';
import type { State } from './state.ts';
import type { Instance, Network, Route } from './model.ts';
import { warningsOf, type Warning } from './routes/warnings.ts';

/** Reads the state of the service without HTTP. */
export class BackendView {
  readonly project: string;
  readonly state: State;

  constructor(project: string, state: State) {
    this.project = project;
    this.state = state;
  }

  /** Calls `listener` at every change; by the next microtask it is carried out. Returns the way to stop that. */
  onWrite(listener: () => void): () => void {
    return this.state.journal.onWrite(listener);
  }

  /** The routes of a network by name, the service's own included. */
  routesOf(network: string, project = this.project): Route[] {
    const { path } = requireNetwork(this.state, network, project);
    return this.state.routes.list(routesOf(project)).filter((route) => route.network === path);
  }

  route(name: string, project = this.project): Route | undefined {
    return this.state.routes.get(`${routesOf(project)}/${name}`);
  }

  /** What the route's `warnings[]` would show now. */
  warningsOf(route: Route): Warning[] {
    return warningsOf(this.state, route);
  }

  networks(project = this.project): Network[] {
    return this.state.networks.list(networksOf(project));
  }

  instances(): Instance[] {
    return [...this.state.instances.values()];
  }

  instance(reference: InstanceReference): Instance {
    if (typeof reference !== 'string') return requireInstance(this.state, reference.path);
    if (reference.includes('/')) return requireInstance(this.state, reference);
    const [path = reference, ...others] = this.state.instancesByName.of(reference);
    if (others.length > 0) throw new Error(`More than one instance is called ${reference}: give its path.`);
    return requireInstance(this.state, path);
  }
}
