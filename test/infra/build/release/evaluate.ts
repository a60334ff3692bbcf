import { isObject, type Json, type JsonObject, objectAt } from '../../../../infra/build/release/template/json.ts';

const ACCOUNT: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
};

const NOTHING = Symbol('AWS::NoValue');
type Value = Json | typeof NOTHING;

/** Does with a template what CloudFormation does before it makes anything; what only resources tell stays as it is. */
export class TemplateEvaluator {
  readonly #template: JsonObject;
  readonly #values: ReadonlyMap<string, string>;

  constructor(template: JsonObject, given: Readonly<Record<string, string>>) {
    this.#template = template;
    const declared = isObject(template['Parameters']) ? Object.entries(template['Parameters']) : [];
    const defaults = declared.map(([name, each]) => [name, isObject(each) ? each['Default'] : undefined] as const);
    const all = [...Object.entries(ACCOUNT), ...defaults, ...Object.entries(given)];
    this.#values = new Map(all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
  }

  /** The resources that there will be. */
  resources(): JsonObject {
    const there = Object.entries(objectAt(this.#template, 'Resources')).flatMap(([name, resource]) => {
      const { Condition: condition, ...rest } = isObject(resource) ? resource : {};
      return condition === undefined || this.#holds(textOf(condition)) ? [[name, this.evaluate(rest)] as const] : [];
    });
    return Object.fromEntries(there);
  }

  evaluate(value: Json): Json {
    const evaluated = this.#evaluate(value);
    if (evaluated === NOTHING) throw new Error('there is nothing');
    return evaluated;
  }

  #evaluate(value: Json): Value {
    if (Array.isArray(value)) return this.#all(value);
    if (!isObject(value)) return value;
    const [[name, argument] = ['', null], ...others] = Object.entries(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return this.#call(name, argument);
    const entries = Object.entries(value).flatMap(([key, each]) => {
      const evaluated = this.#evaluate(each);
      return evaluated === NOTHING ? [] : [[key, evaluated] as const];
    });
    return Object.fromEntries(entries);
  }

  #all(values: readonly Json[]): Json[] {
    return values.map((each) => this.#evaluate(each)).filter((each) => each !== NOTHING);
  }

  #call(name: string, argument: Json): Value {
    if (name === 'Ref')
      return argument === 'AWS::NoValue' ? NOTHING : (this.#values.get(textOf(argument)) ?? { Ref: argument });
    if (name === 'Fn::Sub') return this.#substitute(textOf(argument));
    if (!Array.isArray(argument)) throw new Error(`${name} of no list`);
    const [first = null, ...rest]: Json[] = argument;
    if (name === 'Fn::If') return this.#evaluate((this.#holds(textOf(first)) ? rest[0] : rest[1]) ?? null);
    const [one = null, other = null] = this.#all(argument);
    if (name === 'Fn::Join') return strings(other).join(textOf(one));
    if (name === 'Fn::Split') return textOf(other).split(textOf(one));
    if (name === 'Fn::Select') return strings(other)[Number(one)] ?? null;
    if (name === 'Fn::Equals') return one === other;
    if (name === 'Fn::Not') return one !== true;
    return { [name]: argument };
  }

  #holds(condition: string): boolean {
    return this.evaluate(objectAt(this.#template, 'Conditions')[condition] ?? null) === true;
  }

  #substitute(text: string): Json {
    const known = text.replaceAll(/\$\{([\w:]+)\}/g, (whole, name: string) => this.#values.get(name) ?? whole);
    return /\$\{[^!]/.test(known) ? { 'Fn::Sub': known } : known.replaceAll('${!', '${');
  }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
const strings = (value: Json): string[] => (Array.isArray(value) ? value.map((each: Json) => textOf(each)) : []);
