import { inject } from 'vitest';
import { SANDBOX } from './sandbox.ts';

/** As secret as they look: none of it may appear in a log. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEKEYID0001',
  AWS_SECRET_ACCESS_KEY: 'example/secret+access/key0001',
  AWS_SESSION_TOKEN: 'example-session-token-0001',
};

/** The account and region of the ARN that the emulator gives every function. */
export const EMULATED_ACCOUNT = '012345678912';
const REGION = 'us-east-1';

/**
 * What Lambda sets for a function of this template, and the settings that the template has.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function lambdaEnvironment(handler: string, timeout: number): Record<string, string> {
  const { FunctionName, MemorySize, Environment } = inject('deployment');
  return {
    ...Environment.Variables,
    ...CREDENTIALS,
    _HANDLER: handler,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${MemorySize}`,
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
    // Known to the emulator alone; Lambda has the timeout from the function's configuration.
    AWS_LAMBDA_FUNCTION_TIMEOUT: `${timeout}`,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${FunctionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_REGION: REGION,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    LAMBDA_RUNTIME_DIR: SANDBOX.runtime,
    LAMBDA_TASK_ROOT: SANDBOX.task,
    LANG: 'en_US.UTF-8',
    NODE_PATH:
      '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
  };
}
