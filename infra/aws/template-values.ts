import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import { functionPermissions, lambdaPermissions, type Permission } from '../../shared/aws/function-permissions.ts';

/** An ARN, which CloudFormation completes. */
type TemplateArn = { readonly 'Fn::Sub': string } | { readonly 'Fn::GetAtt': readonly string[] };

function arn(service: string, resource: string): TemplateArn {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/** osls would take variables of IAM for its own. CloudFormation turns `${!aws:...}` into `${aws:...}`. */
function escapeIamVariables(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('${aws:') ? { 'Fn::Sub': value.replace('${', '${!') } : value;
}

/** The statements of the function's role. */
export function roleStatements(config: AwsFunctionConfig): unknown {
  const queue = { 'Fn::GetAtt': ['EventQueue', 'Arn'] };
  const statements: Permission<TemplateArn>[] = [
    ...functionPermissions(config, arn),
    ...lambdaPermissions(config.cluster.name, arn, queue),
  ];
  return JSON.parse(JSON.stringify(statements, escapeIamVariables));
}

export function alarmActions(topic: string): string[] {
  return topic === '' ? [] : [topic];
}
