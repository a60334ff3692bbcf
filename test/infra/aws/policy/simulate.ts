import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod/mini';
import type { Template } from '../package-template.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** One question to IAM, as a service asks it before it does what a call wants. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition keys, with the values that AWS finds in the request and at the resource. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

const Sub = z.strictObject({ 'Fn::Sub': z.string() });
const GetAtt = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

const PSEUDO_PARAMETERS = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', REGION],
  ['AWS::AccountId', ACCOUNT],
]);

/** The ARN that CloudFormation gives a queue of the stack. */
export const queueArn = (logicalId: string) =>
  `arn:aws:sqs:${REGION}:${ACCOUNT}:podroutes-lab-${logicalId}-1A2B3C4D5E6F`;

/** A part of the template as CloudFormation would complete it. */
function complete(part: unknown): unknown {
  const sub = Sub.safeParse(part);
  if (sub.success) {
    const known = (all: string, name: string) => PSEUDO_PARAMETERS.get(name) ?? all;
    // `${!name}` stays, without the mark.
    return sub.data['Fn::Sub'].replaceAll(/\$\{([^!}]+)\}/g, known).replaceAll('${!', '${');
  }
  const attribute = GetAtt.safeParse(part);
  if (attribute.success) return queueArn(attribute.data['Fn::GetAtt'][0]);
  if (Array.isArray(part)) return part.map(complete);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, complete(value)]));
}

const Role = z.object({ Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })) });

/** The policies of the packaged template's role, as IAM would have them. */
export function policiesIn({ Resources }: Template): { readonly name: string; readonly policy: unknown }[] {
  const [role, ...others] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  if (role === undefined || others.length > 0) throw new Error('the template has not one role');
  const { Policies } = Role.parse(role.Properties);
  return Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: complete(PolicyDocument) }));
}

/** A role, such as that of the packaged template, judged by a simulator of IAM that knows what each action, resource and key is. */
export class SimulatedRole {
  readonly #policies: ReturnType<typeof policiesIn>;

  constructor(policies: ReturnType<typeof policiesIn>) {
    this.#policies = policies;
  }

  /** Throws where the action does not exist, or does not apply to the resource or the condition keys. */
  async allows({ action, resource, context }: IamRequest): Promise<boolean> {
    const result = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${ACCOUNT}:assumed-role/podroutes/session`,
          action,
          // Whatever the ARN says: what another account's own policies say is not the question.
          resource: { resource, accountId: ACCOUNT },
          contextVariables: { ...context },
        },
        identityPolicies: this.#policies,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
    if (result.resultType === 'wildcard') throw new Error(`${action} on ${resource}: a pattern is not a resource`);
    const ignored = result.result.ignoredContextKeys ?? [];
    if (ignored.length > 0) throw new Error(`${action} on ${resource}: IAM has no ${ignored.join(', ')} there`);
    return result.overallResult === 'Allowed';
  }
}
