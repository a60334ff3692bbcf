import { type Condition, newNode, type NodeInput, type NodeObject, withTaint } from './node-object.ts';
import { expired, notFound } from './status.ts';

export interface NodeEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: NodeObject;
}

/** Nodes with the versions that they had: what etcd and the watch cache are to the API. */
export class NodeStore {
  readonly #now: () => number;
  readonly #nodes = new Map<string, NodeObject>();
  #version = 1;
  #events: { readonly version: number; readonly event: NodeEvent }[] = [];
  /** Versions before this one are forgotten. */
  #compactedAt = 0;
  readonly #listeners = new Set<(event: NodeEvent) => void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get version(): number {
    return this.#version;
  }

  get all(): NodeObject[] {
    return [...this.#nodes.values()].toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  get(name: string): NodeObject {
    const node = this.#nodes.get(name);
    if (node === undefined) throw notFound(name);
    return node;
  }

  /** Registers a Node, or changes what is given of one. */
  put(input: NodeInput): void {
    const before = this.#nodes.get(input.name);
    const uid = before?.metadata.uid ?? `00000000-0000-4000-8000-${String(this.#version).padStart(12, '0')}`;
    const made = newNode(input, uid, this.#version + 1, this.#now());
    const status = before === undefined ? made.status : { ...made.status, conditions: before.status.conditions };
    this.#write(before === undefined ? 'ADDED' : 'MODIFIED', { ...made, status });
  }

  delete(name: string): void {
    const node = this.get(name);
    this.#nodes.delete(name);
    this.#announce('DELETED', this.#atNextVersion(node));
  }

  /** A strategic merge patch: conditions are merged by their type. */
  patchConditions(name: string, conditions: readonly Condition[]): NodeObject {
    const node = this.get(name);
    const merged = new Map(node.status.conditions.map((each) => [each.type, each]));
    for (const each of conditions) merged.set(each.type, { ...merged.get(each.type), ...each });
    return this.#write('MODIFIED', { ...node, status: { ...node.status, conditions: [...merged.values()] } });
  }

  /** What came after `version`. Throws where that is forgotten. */
  since(version: number): NodeEvent[] {
    if (version < this.#compactedAt) throw expired(version, this.#compactedAt);
    return this.#events.filter((each) => each.version > version).map(({ event }) => event);
  }

  /** Forgets all that was before now, as etcd does every five minutes. */
  compact(): void {
    this.#compactedAt = this.#version;
    this.#events = [];
  }

  onEvent(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #atNextVersion(node: NodeObject): NodeObject {
    this.#version += 1;
    return { ...node, metadata: { ...node.metadata, resourceVersion: `${this.#version}` } };
  }

  #write(type: NodeEvent['type'], node: NodeObject): NodeObject {
    const written = withTaint(this.#atNextVersion(node));
    this.#nodes.set(node.metadata.name, written);
    this.#announce(type, written);
    return written;
  }

  #announce(type: NodeEvent['type'], object: NodeObject): void {
    const event = { type, object };
    this.#events.push({ version: this.#version, event });
    for (const listener of this.#listeners) listener(event);
  }
}
