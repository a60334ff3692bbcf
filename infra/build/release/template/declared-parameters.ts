import { isSwitch, type Parameter } from '../../../aws/parameters.ts';
import { parameterName } from './intrinsics.ts';
import type { JsonObject } from './json.ts';

/** What CloudFormation refuses before it makes anything; the rest the function says in its log. */
const PATTERNS: Readonly<Record<string, string>> = {
  'cluster-name': '^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$',
  'cluster-cidr': '^[0-9A-Fa-f.:]+/[1-9][0-9]*(, ?[0-9A-Fa-f.:]+/[1-9][0-9]*)*$',
  'route-tables': '^(rtb-[0-9a-f]{8,17}(,rtb-[0-9a-f]{8,17})*)?$',
  'route-quota': '^[1-9][0-9]{0,4}$',
  'alarm-topic': '^(arn:.+)?$',
};

function declare(parameter: Parameter): JsonObject {
  const { name, description, default: fallback } = parameter;
  const pattern = PATTERNS[name];
  return {
    Type: 'String',
    Description: description,
    ...(fallback === undefined ? {} : { Default: fallback }),
    ...(fallback === '' || isSwitch(parameter) ? {} : { MinLength: 1 }),
    ...(isSwitch(parameter) ? { AllowedValues: ['true', 'false'] } : {}),
    ...(pattern === undefined ? {} : { AllowedPattern: pattern }),
  };
}

const CODE = {
  CodeBucket: {
    Type: 'String',
    Description: 'The S3 bucket, in the region of the stack, that the zip is in.',
    MinLength: 1,
  },
  CodeKey: { Type: 'String', Description: 'The key of the zip in that bucket.', MinLength: 1 },
};

/** The parameters of the template: those of serverless.yml, and where the code is. */
export function declaredParameters(parameters: readonly Parameter[]): JsonObject {
  const declared = parameters.map((parameter) => [parameterName(parameter.name), declare(parameter)] as const);
  return { ...Object.fromEntries(declared), ...CODE };
}
