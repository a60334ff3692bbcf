/** The Lambda function deployed beside a local EC2. Apart from `aws.ts`, since it loads the function and its clients. */
export {
  AWS_CREDENTIALS,
  AWS_SETTINGS,
  type AwsDeployment,
  type DeployOptions,
  deployAws,
  FUNCTION_CREDENTIALS,
  FUNCTION_NAME,
  onClock,
} from './deploy/aws.ts';
export { inProcess, unanswered } from './deploy/in-process.ts';
