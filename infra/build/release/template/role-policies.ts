import * as z from 'zod/mini';
import { configOf } from '../../../aws/given-parameters.ts';
import { isSwitch, type Parameter } from '../../../aws/parameters.ts';
import { roleStatements } from '../../../aws/template-values.ts';
import { ifGiven, isOptional, NOTHING, ref } from './intrinsics.ts';
import { isObject, type Json, type JsonObject, toJson } from './json.ts';
import { placeholderOf, type Placeholders } from './placeholders.ts';

const TABLE = 'rtb-00000000';
const TABLES = 'arn:*:ec2:*:*:route-table/';

/** Settings with everything that is optional given or true. */
const EVERYTHING = {
  'cluster-name': placeholderOf('cluster-name'),
  'cluster-cidr': '10.200.0.0/16',
  'route-tables': TABLE,
  'event-bus': placeholderOf('event-bus'),
};

/**
 * A list of ARNs out of a list of ids. Between the items of a list CloudFormation takes no reference, so that partition, region and
 * account are left open; ids of tables are unique.
 */
const LISTED_TABLES: Json = {
  'Fn::Split': [
    ',',
    { 'Fn::Join': ['', [TABLES, { 'Fn::Join': [`,${TABLES}`, { 'Fn::Split': [',', ref('RouteTables')] }] }]] },
  ],
};

/** The bus may be given by its ARN. */
export const BUS_CONDITION = {
  IsEventBusArn: { 'Fn::Equals': [{ 'Fn::Select': [0, { 'Fn::Split': [':', ref('EventBus')] }] }, 'arn'] },
};

function fillResources(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => fillResources(each));
  if (!isObject(value)) return value;
  const sub = value['Fn::Sub'];
  if (typeof sub === 'string' && sub.endsWith(placeholderOf('event-bus'))) {
    const byName = { 'Fn::Sub': sub.replace(placeholderOf('event-bus'), '${EventBus}') };
    return { 'Fn::If': ['IsEventBusArn', ref('EventBus'), byName] };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'Resource' && JSON.stringify(each).includes(TABLE) ? LISTED_TABLES : fillResources(each),
    ]),
  );
}

type Statements = ReadonlyMap<string, Json>;

/** The role's statements under these settings, by their Sid. */
function statementsWith(given: Readonly<Record<string, string>>): Statements {
  const all = toJson(roleStatements(configOf(given)));
  if (!Array.isArray(all)) throw new Error('a role has a list of statements');
  const sidOf = (statement: Json) => (isObject(statement) ? statement['Sid'] : undefined);
  return new Map(all.map((each: Json) => [z.string().parse(sidOf(each)), each]));
}

interface Difference {
  readonly parameter: Parameter;
  /** What takes a statement's place, if anything, where the parameter is not given or false. */
  readonly without: Json | undefined;
}

/** What each parameter that can be left out changes, by Sid. */
function differences(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, string>>,
): Map<string, Difference> {
  const all = statementsWith(given);
  const found = new Map<string, Difference>();
  for (const parameter of parameters.filter((each) => isOptional(each) && each.environment !== undefined)) {
    const without = statementsWith({ ...given, [parameter.name]: isSwitch(parameter) ? 'false' : '' });
    for (const sid of new Set([...all.keys(), ...without.keys()])) {
      if (JSON.stringify(all.get(sid)) === JSON.stringify(without.get(sid))) continue;
      if (found.has(sid)) throw new Error(`two parameters change what the role says in ${sid}`);
      found.set(sid, { parameter, without: without.get(sid) });
    }
  }
  return found;
}

/** As text, what CloudFormation completes included: that takes the cluster's name in keys too. */
function asText(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => asText(each));
  if (!isObject(value)) return value;
  const { 'Fn::Sub': sub, ...rest } = value;
  if (typeof sub === 'string') return sub;
  const intrinsic = Object.keys(rest).find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (intrinsic !== undefined) throw new Error(`${intrinsic} cannot be written as text`);
  return Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, asText(each)]));
}

const policy = (name: string, document: Json): JsonObject => ({ PolicyName: name, PolicyDocument: document });
const documentOf = (Statement: readonly Json[]): JsonObject => ({ Version: '2012-10-17', Statement });

/** A document with one statement, or with another where the parameter is not given: as text, since its keys name the cluster. */
function textDocument({ parameter, without }: Difference, statement: Json, placeholders: Placeholders): Json {
  const text = placeholders.inSub(JSON.stringify(documentOf([asText(without ?? null)])));
  return ifGiven(parameter, documentOf([statement]), { 'Fn::Sub': text });
}

/**
 * The policies of the function's role, for every value of the parameters. Statements that name the cluster in a condition's key are
 * policies of their own, since nothing can be referred to in a key.
 */
export function rolePolicies(parameters: readonly Parameter[], placeholders: Placeholders): Json {
  const switches = parameters.filter(isSwitch).map(({ name }) => [name, 'true'] as const);
  const given = { ...Object.fromEntries(switches), ...EVERYTHING };
  const changes = differences(parameters, given);
  const all = statementsWith(given);
  const fill = (value: Json | undefined) =>
    value === undefined ? NOTHING : placeholders.resolve(fillResources(value));
  const statements: Json[] = [];
  const policies: Json[] = [];
  for (const sid of new Set([...all.keys(), ...changes.keys()])) {
    const [statement, change] = [fill(all.get(sid)), changes.get(sid)];
    if (change === undefined) statements.push(statement);
    else if (hasKeyIn(change.without ?? null, placeholders))
      policies.push(policy(`podroutes-${sid}`, textDocument(change, statement, placeholders)));
    else statements.push(ifGiven(change.parameter, statement, fill(change.without)));
  }
  return [policy('podroutes', documentOf(statements)), ...policies];
}

function hasKeyIn(value: Json, placeholders: Placeholders): boolean {
  if (Array.isArray(value)) return value.some((each: Json) => hasKeyIn(each, placeholders));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, each]) => placeholders.isIn(key) || hasKeyIn(each, placeholders));
}
