import { ROUTE_EDIT_RULE } from '../../../../shared/aws/names.ts';
import { isSwitch, type Parameter, readParameters } from '../../../aws/parameters.ts';
import { declaredParameters } from './declared-parameters.ts';
import { conditionsFor, ifGiven, parameterName, ref } from './intrinsics.ts';
import { isObject, type JsonObject, objectAt, withAt } from './json.ts';
import { needsPlaceholder, placeholderOf, Placeholders } from './placeholders.ts';
import { BUS_CONDITION, rolePolicies } from './role-policies.ts';

/** What osls needs for itself. */
const OF_OSLS = /^ServerlessDeploymentBucket/;

/** Switches that are no setting of the function, and what each does to the resources. */
const SWITCHES: Readonly<Record<string, (resources: JsonObject, parameter: Parameter) => JsonObject>> = {
  'cloudtrail-repair': (resources, parameter) => {
    const path = ['RouteEditRule', 'Properties'];
    const { on, off } = ROUTE_EDIT_RULE;
    const switched = withAt(resources, [...path, 'State'], ifGiven(parameter, 'ENABLED', 'DISABLED'));
    return withAt(switched, [...path, 'Description'], ifGiven(parameter, on, off));
  },
  dashboard: (resources) => withAt(resources, ['PodRoutesDashboard', 'Condition'], 'IsDashboard'),
};

/** The parameters under which osls packages the template that the plain one is made of. */
export function parametersToPackageWith(): string[] {
  const values = { 'cluster-cidr': '10.200.0.0/16' };
  const marked = readParameters().filter(needsPlaceholder);
  return Object.entries({
    ...values,
    ...Object.fromEntries(marked.map(({ name }) => [name, placeholderOf(name)])),
  }).map(([name, value]) => `--param=${name}=${value}`);
}

function withoutOslsOwn(parts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => !OF_OSLS.test(name)));
}

function withSwitches(resources: JsonObject, parameters: readonly Parameter[]): JsonObject {
  const switches = parameters.filter((each) => isSwitch(each) && each.environment === undefined);
  return switches.reduce((so, parameter) => {
    const apply = SWITCHES[parameter.name];
    if (apply === undefined) throw new Error(`what ${parameter.name} switches in the template is not known`);
    return apply(so, parameter);
  }, resources);
}

function withFunction(resources: JsonObject, parameters: readonly Parameter[], version: string): JsonObject {
  const path = ['PodRoutesLambdaFunction', 'Properties'];
  const variables = parameters.flatMap(({ name, environment }) =>
    environment === undefined ? [] : [[environment, ref(parameterName(name))] as const],
  );
  const unknown = Object.keys(objectAt(resources, ...path, 'Environment', 'Variables')).filter(
    (name) => !variables.some(([known]) => known === name),
  );
  if (unknown.length > 0) throw new Error(`no parameter has the value of ${unknown.join(', ')}`);
  const withCode = withAt(resources, [...path, 'Code'], { S3Bucket: ref('CodeBucket'), S3Key: ref('CodeKey') });
  // The doctor reads it, for its advice on how to deploy again.
  const Description = `podroutes ${version}: keeps the pod routes of ${placeholderOf('cluster-name')} right`;
  const described = withAt(withCode, [...path, 'Description'], Description);
  return withAt(described, [...path, 'Environment', 'Variables'], Object.fromEntries(variables));
}

/** A template for CloudFormation alone, out of what osls packaged with `parametersToPackageWith`. */
export function plainTemplate(packaged: JsonObject, version: string): JsonObject {
  const parameters = readParameters();
  const placeholders = new Placeholders(parameters);
  const policies = rolePolicies(parameters, placeholders);
  const role = ['FunctionRole', 'Properties', 'Policies'];
  // The role's statements depend on the parameters, and keys in them hold the cluster's name: they are made anew.
  const own = withAt(withoutOslsOwn(objectAt(packaged, 'Resources')), role, []);
  const filled = placeholders.resolve(withFunction(own, parameters, version));
  if (!isObject(filled)) throw new Error('the template has no resources');
  const resources = withSwitches(withAt(filled, role, policies), parameters);
  const used = JSON.stringify(resources);
  const conditions = Object.entries({ ...conditionsFor(parameters), ...BUS_CONDITION });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `podroutes ${version}: keeps the pod routes of one cluster right`,
    Parameters: declaredParameters(parameters),
    Conditions: Object.fromEntries(conditions.filter(([name]) => used.includes(`"${name}"`))),
    Resources: resources,
    Outputs: placeholders.resolve(withoutOslsOwn(objectAt(packaged, 'Outputs'))),
  };
}
