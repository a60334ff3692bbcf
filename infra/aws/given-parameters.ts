import { type AwsFunctionConfig, readAwsConfig } from '../../shared/aws/config.ts';
import { excessLength, stackName } from '../../shared/aws/names.ts';
import { SettingsReader } from '../../shared/reconcile/settings.ts';
import { isSwitch, type Parameter, readParameters } from './parameters.ts';

type Values = Readonly<Record<string, string | undefined>>;

/** What the parameters say that somebody must. */
const EXAMPLES: Values = { 'cluster-name': 'kubernetes-the-hard-way', 'cluster-cidr': '10.200.0.0/16' };

/** `NAME=VALUE`, as osls reads it. */
export function readFlags(flags: readonly string[]): Values {
  return Object.fromEntries(
    flags.map((flag) => {
      const [name = '', ...value] = flag.split('=');
      return [name, value.join('=')];
    }),
  );
}

function checkNames(reader: SettingsReader, given: Values, known: readonly Parameter[]): void {
  const names = known.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) reader.addMistake(name, `is no parameter; there are ${names.join(', ')}`);
  }
}

function checkSwitches(reader: SettingsReader, known: readonly Parameter[]): void {
  for (const parameter of known.filter(isSwitch)) {
    reader.requirePattern(parameter.name, reader.optional(parameter.name) ?? '', /^(true|false)$/, 'true or false');
  }
}

/** Throws a SettingsError where the cluster is not named, or by a name that no function can have, or where there is no such parameter. */
export function checkParameters(given: Values, needed: readonly string[]): void {
  const reader = new SettingsReader(given);
  const known = readParameters();
  checkNames(reader, given, known);
  checkSwitches(reader, known);
  for (const name of needed) reader.required(name, `--param=${name}=${EXAMPLES[name] ?? ''}`);
  const cluster = reader.optional('cluster-name') ?? '';
  const excess = excessLength(cluster);
  if (excess > 0) {
    const problem = `is too long by ${excess}: the function would be called ${stackName(cluster)}, and Lambda takes 64 characters`;
    reader.addMistake('cluster-name', problem);
  }
  reader.throwIfInvalid();
}

/** Reads the parameters as the function reads its environment. Throws a SettingsError. */
export function configOf(given: Values): AwsFunctionConfig {
  const environment = readParameters().flatMap(({ name, environment: variable, default: fallback }) =>
    variable === undefined ? [] : [[variable, given[name] ?? fallback] as const],
  );
  return readAwsConfig({ ...Object.fromEntries(environment), AWS_REGION: 'any' });
}
