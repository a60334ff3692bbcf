interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  wildcard?: Node<T>;
  readonly byMethod: Map<string, T>;
}

const newNode = <T>(): Node<T> => ({ literals: new Map(), byMethod: new Map() });

/** Finds what belongs to a method and path; a literal segment goes before `*`. */
export class Router<T> {
  readonly #root = newNode<T>();

  /** @param pattern such as `projects/*\/zones/*\/instances/*` */
  add(method: string, pattern: string, target: T): void {
    let node = this.#root;
    for (const segment of pattern.split('/')) node = segment === '*' ? wildcard(node) : literal(node, segment);
    node.byMethod.set(method, target);
  }

  all(): T[] {
    return targetsBelow(this.#root);
  }

  find(method: string, path: string): T | undefined {
    return search(this.#root, path.split('/'), 0, method);
  }
}

function search<T>(node: Node<T>, segments: readonly string[], index: number, method: string): T | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.byMethod.get(method);
  const exact = node.literals.get(segment);
  const found = exact && search(exact, segments, index + 1, method);
  if (found !== undefined || node.wildcard === undefined || segment === '') return found;
  return search(node.wildcard, segments, index + 1, method);
}

function targetsBelow<T>(node: Node<T>): T[] {
  const below = [...node.literals.values(), ...(node.wildcard === undefined ? [] : [node.wildcard])];
  return [...node.byMethod.values(), ...below.flatMap(targetsBelow)];
}

function literal<T>(node: Node<T>, segment: string): Node<T> {
  const next = node.literals.get(segment) ?? newNode<T>();
  node.literals.set(segment, next);
  return next;
}

function wildcard<T>(node: Node<T>): Node<T> {
  node.wildcard ??= newNode<T>();
  return node.wildcard;
}
