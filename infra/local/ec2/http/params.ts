import { invalidValue, missingParameter } from '../errors.ts';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/**
 * The parameters of a Query API request. The wire form is flat (`Filter.1.Value.2=x`); this is the nested form,
 * read by name and type.
 */
export class Params {
  readonly #node: Node;

  private constructor(node: Node) {
    this.#node = node;
  }

  /** Reads `application/x-www-form-urlencoded` text, or the query part of a URL. */
  static parse(form: string): Params {
    const root = emptyNode();
    for (const [name, value] of new URLSearchParams(form)) insert(root, name, value);
    return new Params(root);
  }

  text(name: string): string | undefined {
    return this.#node.children.get(name)?.value;
  }

  /** All that are texts, by their names. */
  texts(): Readonly<Record<string, string>> {
    const entries = [...this.#node.children].flatMap(([name, { value }]) =>
      value === undefined ? [] : [[name, value]],
    );
    return Object.fromEntries(entries);
  }

  /** A text that has to be there: `MissingParameter` otherwise. */
  need(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingParameter(name);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalidValue(`Value (${value}) for parameter ${name} is invalid. Expected true or false.`);
    }
    return value === 'true';
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,9}$/.test(value)) {
      throw invalidValue(`Value (${value}) for parameter ${name} is invalid. It is not an integer.`);
    }
    return Number(value);
  }

  /** `Name.1`, `Name.2`... in the order of their numbers. */
  list(name: string): string[] {
    return this.#items(name).flatMap((node) => node.value ?? []);
  }

  /** `Name.1.Field`, `Name.2.Field`... each as parameters of its own. */
  structs(name: string): Params[] {
    return this.#items(name).map((node) => new Params(node));
  }

  /** The parameters below `Name.`; empty when there are none. */
  within(name: string): Params {
    return new Params(this.#node.children.get(name) ?? emptyNode());
  }

  /** All of it but the parameters of these names, as one text: the same for the same request. */
  textWithout(...names: readonly string[]): string {
    return textOf({ children: new Map([...this.#node.children].filter(([name]) => !names.includes(name))) });
  }

  #items(name: string): Node[] {
    const children = this.#node.children.get(name)?.children ?? new Map<string, Node>();
    return [...children].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, node]) => node);
  }
}

function emptyNode(): Node {
  return { children: new Map() };
}

function textOf({ value, children }: Node): string {
  const parts = [...children].map(([name, child]) => `${name}.${textOf(child)}`).toSorted();
  return JSON.stringify([value ?? null, ...parts]);
}

function insert(root: Node, name: string, value: string): void {
  let node = root;
  for (const part of name.split('.')) {
    const next = node.children.get(part) ?? emptyNode();
    node.children.set(part, next);
    node = next;
  }
  node.value = value;
}
