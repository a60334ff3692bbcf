import { isSwitch, type Parameter } from '../../../aws/parameters.ts';
import { ifGiven, isOptional, NOTHING, parameterName, ref } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';

/** A value that stands for a parameter until the template is written: one that every check of the settings takes. */
export const placeholderOf = (name: string): string => `X${parameterName(name)}X`;

const CLUSTER = 'cluster-name';

/** The stack is called as the function is, so that two stacks never have one function. */
const STACK = `podroutes-${placeholderOf(CLUSTER)}`;

/** Those that stand elsewhere than in the function's environment. */
export const needsPlaceholder = (parameter: Parameter): boolean =>
  parameter.name === CLUSTER || (parameter.environment === undefined && !isSwitch(parameter));

/** Of a text that refers to nothing is left what it stands for: cfn-lint minds an Fn::Sub for nothing. */
function substitute(text: string): Json {
  return /\$\{[^!]/.test(text) ? { 'Fn::Sub': text } : text.replaceAll('${!', '${');
}

export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #optional: ReadonlyMap<string, Parameter>;

  constructor(parameters: readonly Parameter[]) {
    const marked = parameters.filter(needsPlaceholder);
    this.#names = new Map([
      [STACK, 'AWS::StackName'],
      ...marked.map(({ name }) => [placeholderOf(name), parameterName(name)] as const),
    ]);
    this.#optional = new Map(marked.filter(isOptional).map((each) => [placeholderOf(each.name), each]));
  }

  isIn(text: string): boolean {
    return [...this.#names.keys()].some((placeholder) => text.includes(placeholder));
  }

  /** `${ClusterName}` for each placeholder in a text for Fn::Sub. The stack's holds the cluster's and so comes first. */
  inSub(text: string): string {
    return [...this.#names].reduce((so, [placeholder, name]) => so.replaceAll(placeholder, `\${${name}}`), text);
  }

  #inText(text: string): Json {
    if (!this.isIn(text)) return text;
    const name = this.#names.get(text);
    return name === undefined ? { 'Fn::Sub': this.inSub(text.replaceAll('${', '${!')) } : ref(name);
  }

  #inItem(item: Json): Json {
    const parameter = typeof item === 'string' ? this.#optional.get(item) : undefined;
    return parameter === undefined
      ? this.resolve(item)
      : ifGiven(parameter, ref(parameterName(parameter.name)), NOTHING);
  }

  /** `value` with references in place of placeholders. Throws where one is part of a key, which nothing can be in place of. */
  resolve(value: Json): Json {
    if (typeof value === 'string') return this.#inText(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.#inItem(item));
    if (!isObject(value)) return value;
    const sub = value['Fn::Sub'];
    if (typeof sub === 'string') return substitute(this.inSub(sub));
    const key = Object.keys(value).find((each) => this.isIn(each));
    if (key !== undefined) throw new Error(`a parameter is part of the key ${key}`);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.resolve(each)]));
  }
}
