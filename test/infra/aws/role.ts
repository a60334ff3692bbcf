import * as z from 'zod/mini';
import type { Template } from './package-template.ts';

const ROUTE_WRITE = /^ec2:(Create|Replace|Delete)Route$/;

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.union([z.array(z.string()), z.string()]),
  Resource: z.unknown(),
  Condition: z.optional(z.unknown()),
});

/** CloudFormation leaves it out. */
const Nothing = z.object({ Ref: z.literal('AWS::NoValue') });

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(z.union([Statement, Nothing])) }) })),
});

/** What the one role of a template allows. */
export function statementsIn(template: Template) {
  const [role, ...others] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  if (role === undefined || others.length > 0) throw new Error('the template has not one role');
  const { Policies } = Role.parse(role.Properties);
  const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const real = statements.filter((statement) => 'Action' in statement);
  return real.map(({ Action, ...rest }) => ({ ...rest, actions: [Action].flat() }));
}

/** The statements by which the role may write routes. */
export function routeWriters(template: Template) {
  return statementsIn(template).filter(({ actions }) => actions.some((action) => ROUTE_WRITE.test(action)));
}

export function tableArn(id: string): object {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:route-table/${id}` };
}
