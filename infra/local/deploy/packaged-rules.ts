import { readFileSync } from 'node:fs';
import { parse, type ScalarTag } from 'yaml';
import * as z from 'zod/mini';
import { readParameters } from '../../aws/parameters.ts';
import { EventPattern } from '../event-bus/pattern.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

const Rules = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Properties: z.object({ EventPattern: z.optional(EventPattern), ScheduleExpression: z.optional(z.string()) }),
    }),
  ),
});

export interface PackagedRule {
  readonly pattern?: EventPattern;
  readonly schedule?: string;
}

export interface Deployed {
  readonly account: string;
  readonly region: string;
  /** ARN of the role that the function runs under. */
  readonly role: string;
  /** Those that are not given are as in serverless.yml. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What CloudFormation's functions stand for, by their tag and argument. */
function tags({ account, region, role }: Deployed): ScalarTag[] {
  const values: Readonly<Record<string, string>> = {
    '!Ref AWS::AccountId': account,
    '!Ref AWS::Region': region,
    '!GetAtt FunctionRole.Arn': role,
  };
  // What belongs to no pattern stays as it is written.
  return ['!Ref', '!GetAtt'].map((tag) => ({ tag, resolve: (text) => values[`${tag} ${text}`] ?? `${tag} ${text}` }));
}

/** The rules of infra/aws/rules.yml, as a deployment has them. */
export function packagedRules(deployed: Deployed): Readonly<Record<string, PackagedRule>> {
  const defaults = new Map(readParameters().map((parameter) => [parameter.name, parameter.default]));
  const text = read('infra/aws/rules.yml').replaceAll(/\$\{param:([\w-]+)\}/g, (whole, name: string) => {
    return deployed.parameters[name] ?? defaults.get(name) ?? whole;
  });
  const { Resources } = Rules.parse(parse(text, { customTags: tags(deployed) }));
  return Object.fromEntries(
    Object.entries(Resources).map(([name, { Properties }]) => {
      const { EventPattern: pattern, ScheduleExpression: schedule } = Properties;
      return [name, { ...(pattern && { pattern }), ...(schedule !== undefined && { schedule }) }];
    }),
  );
}
