import { isSwitch, type Parameter } from '../../../aws/parameters.ts';
import type { Json, JsonObject } from './json.ts';

/** `cluster-cidr` as CloudFormation writes names: ClusterCidr. */
export function parameterName(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

export const ref = (name: string): JsonObject => ({ Ref: name });

export const NOTHING = ref('AWS::NoValue');

/** Whether a parameter can be left out or switched off. */
export const isOptional = (parameter: Parameter): boolean => parameter.default === '' || isSwitch(parameter);

const conditionName = (parameter: Parameter) => (isSwitch(parameter) ? 'Is' : 'Has') + parameterName(parameter.name);

/** One thing where a parameter is given or true, else another. */
export function ifGiven(parameter: Parameter, then: Json, otherwise: Json): JsonObject {
  return { 'Fn::If': [conditionName(parameter), then, otherwise] };
}

/** The conditions that `ifGiven` names, and those that stand at resources. */
export function conditionsFor(parameters: readonly Parameter[]): JsonObject {
  const conditions = parameters.filter(isOptional).map((parameter) => {
    const value = ref(parameterName(parameter.name));
    const is = { 'Fn::Equals': [value, isSwitch(parameter) ? 'true' : ''] };
    return [conditionName(parameter), isSwitch(parameter) ? is : { 'Fn::Not': [is] }] as const;
  });
  return Object.fromEntries(conditions);
}
