import { execFileSync } from 'node:child_process';
import * as z from 'zod/mini';
import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import { stackName } from '../../shared/aws/names.ts';
import { SettingsError } from '../../shared/reconcile/settings.ts';
import { checkParameters, configOf, readFlags } from './given-parameters.ts';
import { alarmActions, roleStatements } from './template-values.ts';

/** What osls tells of its command line. */
const CommandLine = z.object({
  processedInput: z.object({
    commands: z.array(z.string()),
    isHelpRequest: z.optional(z.boolean()),
    options: z.object({ param: z.optional(z.nullable(z.array(z.string()))) }),
  }),
});

/** The commands that make a template, and so need to know everything. */
const MAKES_TEMPLATE = new Set(['package', 'deploy']);

interface Deployment {
  readonly cluster: string;
  readonly alarmTopic: string;
  /** Undefined for commands that make no template. */
  readonly config: AwsFunctionConfig | undefined;
}

/** Checks the settings as the function does, so that wrong ones are not deployed. */
function readDeployment(commandLine: unknown): Deployment {
  const { commands, isHelpRequest = false, options } = CommandLine.parse(commandLine).processedInput;
  const given = readFlags(options.param ?? []);
  const makesTemplate = MAKES_TEMPLATE.has(commands[0] ?? '') && !isHelpRequest;
  const needed = makesTemplate ? ['cluster-name', 'cluster-cidr'] : ['cluster-name'];
  checkParameters(given, isHelpRequest ? [] : needed);
  const { 'cluster-name': cluster = '', 'alarm-topic': alarmTopic = '' } = given;
  return { cluster, alarmTopic, config: makesTemplate ? configOf(given) : undefined };
}

/** osls prints the stack of every error but of those with this name. */
function withoutStack<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsError) throw Object.assign(new Error(error.message), { name: 'ServerlessError' });
    throw error;
  }
}

/** The values of `${podroutes:...}` in the YAML files. */
const VARIABLES = new Map<string, (deployment: Deployment) => unknown>([
  ['name', ({ cluster }) => stackName(cluster)],
  ['alarmActions', ({ alarmTopic }) => alarmActions(alarmTopic)],
  ['roleStatements', ({ config }) => (config === undefined ? [] : roleStatements(config))],
]);

/** osls plugin: checks the parameters, builds the function before it is packed, and resolves `${podroutes:...}` in the YAML files. */
export default class Plugin {
  readonly configurationVariablesSources;

  readonly hooks = {
    'before:package:createDeploymentArtifacts': (): void => {
      execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
    },
  };

  constructor(osls: unknown) {
    const deployment = withoutStack(() => readDeployment(osls));
    const resolve = ({ address }: { readonly address: string }) => ({ value: VARIABLES.get(address)?.(deployment) });
    this.configurationVariablesSources = { podroutes: { resolve } };
  }
}
