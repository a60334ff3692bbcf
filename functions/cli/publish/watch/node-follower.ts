import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import { REQUEST_TIMEOUT } from '../../../../shared/reconcile/cloud/time-limit.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';
import { isExpired, KubernetesError } from '../kubernetes/kubernetes-error.ts';
import { parseNode, parseStatus, resourceVersionOf } from '../kubernetes/node-object.ts';
import type { NodesApi } from '../kubernetes/nodes-api.ts';
import { Backoff } from './backoff.ts';
import { watchdog } from './watchdog.ts';

/**
 * Kubernetes sends a bookmark each minute or so. A watch that says nothing for longer may be dead, and is resumed: where nothing
 * happened, that costs a request.
 */
const QUIET = 90_000;

/** A watch that lived so long was no failure. */
const SOUND_WATCH = 10_000;

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

interface FollowerOptions {
  readonly clock: Clock;
  /** Called when a Node came, went, or changed in what publishing needs of it. */
  readonly onChange: () => void;
  /** One line for each thing that goes wrong or right again. */
  readonly log: (line: string) => void;
}

/**
 * Keeps a copy of all Nodes: lists them, watches from there, resumes where a watch ended, and lists again when Kubernetes has
 * forgotten that version. Of each Node only what publishing needs is kept.
 */
export class NodeFollower {
  readonly #api: NodesApi;
  readonly #options: FollowerOptions;
  readonly #backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  #nodes = new Map<string, KubernetesNode>();
  #resourceVersion: string | undefined;
  #heardAt: number | undefined;

  constructor(api: NodesApi, options: FollowerOptions) {
    this.#api = api;
    this.#options = options;
  }

  get nodes(): readonly KubernetesNode[] {
    return [...this.#nodes.values()];
  }

  /** When Kubernetes last answered or said something; undefined before the first list. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** What this process has set itself is not news. */
  noteNetworkUnavailable(name: string, status: string): void {
    const node = this.#nodes.get(name);
    if (node !== undefined) this.#nodes.set(name, { ...node, networkUnavailable: status });
  }

  /** Goes on until `signal`. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    while (!signal.aborted) {
      const startedAt = clock.now();
      const trouble = await this.#followOnce(signal);
      if (signal.aborted) return;
      const isSound = trouble === undefined && clock.now() - startedAt >= SOUND_WATCH;
      if (isSound) {
        this.#backoff.reset();
        continue;
      }
      const pause = this.#backoff.next();
      if (trouble !== undefined) log(`${trouble}; again in ${pause / 1000} s`);
      await clock.sleep(pause, signal).catch(() => {});
    }
  }

  /** Answers what went wrong. */
  async #followOnce(signal: AbortSignal): Promise<string | undefined> {
    try {
      if (this.#resourceVersion === undefined) await this.#list();
      await this.#watch(this.#resourceVersion ?? '', signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (isExpired(error)) this.#resourceVersion = undefined;
      return error.message;
    }
  }

  async #list(): Promise<void> {
    const { nodes, resourceVersion } = await this.#api.list();
    const isFirst = this.#heardAt === undefined;
    this.#heard();
    const before = this.#nodes;
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#resourceVersion = resourceVersion;
    const isSame = before.size === nodes.length && nodes.every((node) => isEqual(before.get(node.name), node));
    if (isFirst || !isSame) this.#options.onChange();
    this.#options.log(`listed ${counted(nodes.length, 'node')}`);
  }

  async #watch(from: string, signal: AbortSignal): Promise<void> {
    const dog = watchdog(this.#options.clock, REQUEST_TIMEOUT, signal);
    let failure: KubernetesError | undefined;
    let isOpen = false;
    try {
      const onOpen = () => {
        isOpen = true;
        this.#heard();
        dog.feed(QUIET);
      };
      const onEvent = (type: string, object: unknown) => {
        dog.feed(QUIET);
        failure ??= this.#take(type, object);
        if (failure !== undefined) dog.stop();
      };
      await this.#api.watch(from, { onOpen, onEvent }, dog.signal);
    } finally {
      dog.stop();
    }
    if (failure !== undefined) throw failure;
    if (dog.hasBitten && !isOpen) throw new KubernetesError(undefined, `watch nodes at ${this.#api.server}: no answer`);
  }

  #take(type: string, object: unknown): KubernetesError | undefined {
    if (type === 'ERROR') {
      const { code, message = 'no reason given' } = parseStatus(object);
      return new KubernetesError(code, `watch nodes at ${this.#api.server}: ${message}`);
    }
    this.#heard();
    this.#backoff.reset();
    this.#resourceVersion = resourceVersionOf(object) ?? this.#resourceVersion;
    const node = type === 'BOOKMARK' ? undefined : parseNode(object);
    if (node === undefined) return undefined;
    const isChange = type === 'DELETED' ? this.#nodes.delete(node.name) : !isEqual(this.#nodes.get(node.name), node);
    if (type !== 'DELETED') this.#nodes.set(node.name, node);
    if (isChange) this.#options.onChange();
    return undefined;
  }

  #heard(): void {
    this.#heardAt = this.#options.clock.now();
  }
}

const isEqual = (a: KubernetesNode | undefined, b: KubernetesNode) => JSON.stringify(a) === JSON.stringify(b);
