import type { AuditLog } from '../audit/log.ts';
import { ApiError } from '../errors.ts';
import type { Caller, Mutation } from '../operations/mutation.ts';
import type { Operations } from '../operations/operations.ts';
import type { GroupManagers } from './groups/group-managers.ts';
import { draftInstance, setStatus } from './instances/instances.ts';
import { linkTo } from '../links.ts';
import { deletion, insertion, metadataChange, starting, stopping } from './instances/lifecycle.ts';
import { instancesOf, requireNetwork, routesOf } from './lookup.ts';
import { draftNetwork, putNetwork } from './network/networks.ts';
import { draftRoute, putRoute, removeRoute } from './routes/routes.ts';
import {
  instanceInputOf,
  itemsOf,
  subnetInputOf,
  type InstanceReference,
  type InstanceSpec,
  type MetadataSpec,
  type Pace,
  type RouteSpec,
  type SubnetSpec,
} from './specs.ts';
import type { State } from './state.ts';
import { draftSubnet, putSubnet } from './network/subnets.ts';
import { crash, preemption, recreation, shutdown } from './instances/system-events.ts';
import type { Instance, Network, Route, Subnet } from './model.ts';
import { BackendView } from './view.ts';

/** The user of the console: changes made without HTTP are by this user. */
const OPERATOR: Caller = { user: 'operator@example.com', userAgent: 'local console' };

interface Parts {
  readonly state: State;
  readonly operations: Operations;
  readonly audit: AuditLog;
  readonly groups: GroupManagers;
}

/** The state of the service, to set up and to look at without HTTP. The service's own rules hold here too. */
export class GceBackend extends BackendView {
  readonly #operations: Operations;
  readonly #audit: AuditLog;
  readonly #groups: GroupManagers;

  constructor(project: string, { state, operations, audit, groups }: Parts) {
    super(project, state);
    this.#operations = operations;
    this.#audit = audit;
    this.#groups = groups;
  }

  addProject(project: string, number: string): void {
    this.state.addProject(project, number);
  }

  /** A network in custom mode with its default internet route. */
  createNetwork(name: string, project = this.project): Network {
    return putNetwork(this.state, draftNetwork(this.state, project, { name }));
  }

  /** A firewall rule of a network, its fields as the API has them. */
  createFirewall(name: string, network: string, fields: Readonly<Record<string, unknown>>): void {
    const path = `projects/${this.project}/global/firewalls/${name}`;
    const link = linkTo(requireNetwork(this.state, network, this.project).path);
    const defaults = { direction: 'INGRESS', priority: 1000 };
    this.state.firewalls.put({ ...this.state.newResource(path), fields: { ...defaults, ...fields, network: link } });
  }

  deleteFirewall(name: string): void {
    this.state.firewalls.delete(`projects/${this.project}/global/firewalls/${name}`);
  }

  createSubnet(spec: SubnetSpec): Subnet {
    const network = requireNetwork(this.state, spec.network, spec.project ?? this.project);
    return putSubnet(this.state, draftSubnet(this.state, network, spec.region, subnetInputOf(spec)));
  }

  /** Creates an instance; RUNNING on return, unless `gradually`. */
  createInstance(spec: InstanceSpec, pace: Pace = 'atOnce'): Instance {
    const collection = instancesOf(spec.project ?? this.project, spec.zone);
    const draft = draftInstance(this.state, collection, instanceInputOf(spec));
    this.#do(insertion(this.state, draft), pace);
    return this.state.instances.get(draft.path) ?? draft;
  }

  deleteInstance(reference: InstanceReference, pace: Pace = 'atOnce'): void {
    this.#do(deletion(this.state, this.#idle(reference)), pace);
  }

  stop(reference: InstanceReference, pace: Pace = 'atOnce'): void {
    this.#do(stopping(this.state, this.#idle(reference)), pace);
  }

  start(reference: InstanceReference, pace: Pace = 'atOnce'): void {
    this.#do(starting(this.state, this.#idle(reference)), pace);
  }

  setMetadata(reference: InstanceReference, metadata: MetadataSpec): void {
    this.#do(metadataChange(this.state, this.#idle(reference), itemsOf(metadata)), 'atOnce');
  }

  /** Shows the instance in a status, with no event: for statuses that never last, such as STAGING. */
  showAs(reference: InstanceReference, status: Instance['status']): void {
    setStatus(this.state, this.instance(reference), status);
  }

  /** The end of a spot instance: stopped, or deleted where its termination action says so. */
  preempt(reference: InstanceReference, then: 'stop' | 'delete' = 'stop'): void {
    const instance = this.#idle(reference);
    preemption(this.state, this.#audit, instance, then);
    this.#groups.look(instance.path);
  }

  /** The host fails; the instance is started again on another one. */
  hostError(reference: InstanceReference): void {
    crash(this.state, this.#audit, this.#idle(reference));
  }

  /** Somebody shut the instance down from inside. */
  guestTerminate(reference: InstanceReference): void {
    const instance = this.#idle(reference);
    shutdown(this.state, this.#audit, instance);
    this.#groups.look(instance.path);
  }

  /** The health check of the instance's managed group fails, and the group recreates it. */
  markUnhealthy(reference: InstanceReference): void {
    this.#groups.repair(this.#idle(reference));
  }

  /** A managed instance group recreates the instance: same name, other id, any free address unless `ip` is given. */
  recreate(reference: InstanceReference, ip?: string): Instance {
    const run = (mutation: Mutation) => this.#do(mutation, 'atOnce');
    return recreation(this.state, this.#audit, this.#idle(reference), ip, run);
  }

  /** Adds a route as another user would; the service's rules hold. */
  addRoute(spec: RouteSpec): Route {
    const draft = draftRoute(this.state, spec.project ?? this.project, spec);
    this.#do(
      {
        action: 'routes.insert',
        target: draft.path,
        targetId: draft.id,
        finish: () => void putRoute(this.state, draft),
      },
      'atOnce',
    );
    return draft;
  }

  deleteRoute(name: string, project = this.project): void {
    const target = `${routesOf(project)}/${name}`;
    const targetId = this.state.routes.get(target)?.id ?? '';
    this.#do({ action: 'routes.delete', target, targetId, finish: () => removeRoute(this.state, target) }, 'atOnce');
  }

  /** The instance, with its operation under way completed. */
  #idle(reference: InstanceReference): Instance {
    const instance = this.instance(reference);
    const operation = this.#operations.underWayOn(instance.path);
    if (operation !== undefined) this.#operations.complete(operation);
    return this.instance(instance.path);
  }

  #do(mutation: Mutation, pace: Pace): void {
    if (pace === 'gradually') this.#operations.start(mutation, OPERATOR);
    else this.state.journal.write(() => this.#doAtOnce(mutation));
  }

  #doAtOnce(mutation: Mutation): void {
    const operation = this.#operations.start(mutation, OPERATOR);
    this.#operations.complete(operation);
    if (operation.error !== undefined) throw new ApiError('badRequest', operation.error.message);
  }
}
