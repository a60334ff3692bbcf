import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import { functionPermissions, lambdaPermissions, type Permission } from '../../shared/aws/function-permissions.ts';

/** An ARN, which CloudFormation completes. */
type TemplateArn = { readonly 'Fn::Sub': string } | { readonly 'Fn::GetAtt': readonly string[] };

function arn(service: string, resource: string): TemplateArn {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/** The statements of the function's role. */
export function roleStatements(config: AwsFunctionConfig): Permission<TemplateArn>[] {
  const queue = { 'Fn::GetAtt': ['EventQueue', 'Arn'] };
  return [...functionPermissions(config, arn), ...lambdaPermissions(config.cluster.name, arn, queue)];
}

export function alarmActions(topic: string): string[] {
  return topic === '' ? [] : [topic];
}
