import { DEFAULT_NODE_MASK_SIZES } from '../../../../shared/reconcile/model/instance.ts';
import { parseList, type SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { type Finding, finding } from '../finding.ts';

/** The function as it should be, and the commands that deploy it. */
export interface ExpectedFunction {
  readonly name: string;
  readonly settings: SettingsSource;
  /** States in which it runs, or soon will. */
  readonly healthyStates: readonly string[];
  readonly deploy: string | readonly string[];
}

/** The function as it is. */
export interface FunctionState {
  readonly state: string;
  readonly stateReason: string;
  /** Of its environment. */
  readonly settings: SettingsSource;
}

/** `rest`: what else of a deployment exists. */
export function analyzeNoFunction(
  { name, deploy }: ExpectedFunction,
  rest: { readonly what: string; readonly mend: string | readonly string[] } | undefined,
): Finding[] {
  if (rest !== undefined) return [finding('function-missing', { subject: name, ...rest })];
  const what = `there is no function ${name}: nothing keeps the routes right by itself`;
  return [finding('not-deployed', { subject: name, what, mend: deploy })];
}

/** The sizes of the ranges that nodes are given, with what they are where nothing is said. */
const NODE_CIDR_DEFAULTS: SettingsSource = {
  NODE_CIDR_MASK_SIZE_IPV4: String(DEFAULT_NODE_MASK_SIZES.ipv4),
  NODE_CIDR_MASK_SIZE_IPV6: String(DEFAULT_NODE_MASK_SIZES.ipv6),
};

export const NODE_CIDR_SETTINGS: readonly string[] = Object.keys(NODE_CIDR_DEFAULTS);

/** Whether two comma-separated settings name the same items, in whatever order. */
function sameItems(one: string | undefined, other: string | undefined): boolean {
  const items = (text = '') => parseList(text).toSorted().join();
  return items(one) === items(other);
}

function analyzeSettings(
  { name, settings: expected, deploy }: ExpectedFunction,
  { settings: actual }: FunctionState,
): Finding[] {
  const valueIn = (source: SettingsSource, name: string) => source[name]?.trim() || NODE_CIDR_DEFAULTS[name];
  const isSame = (name: string) => sameItems(valueIn(actual, name), valueIn(expected, name));
  const differing = Object.keys(actual).filter((name) => !isSame(name));
  if (differing.length === 0) return [];
  const list = differing.map(
    (setting) => `${setting} is ${actual[setting] || 'not set'} there and ${expected[setting] || 'not set'} here`,
  );
  const what = `${name} has other settings: ${list.join('; ')}`;
  return [finding('function-settings-differ', { subject: name, what, mend: deploy })];
}

export function analyzeFunctionState(expected: ExpectedFunction, found: FunctionState): Finding[] {
  const { name, healthyStates, deploy } = expected;
  const findings = analyzeSettings(expected, found);
  if (healthyStates.includes(found.state)) return findings;
  const what = `${name} is in state ${found.state}${found.stateReason === '' ? '' : `: ${found.stateReason}`}`;
  return [...findings, finding('function-not-active', { subject: name, what, mend: deploy })];
}
