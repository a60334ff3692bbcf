import { awsEnv, type CliResult, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { startKubernetes, type TestCluster } from './kubernetes.ts';

export interface Stage extends AsyncDisposable {
  readonly aws: AwsTestbed;
  readonly kubernetes: TestCluster;
  readonly publish: (...flags: string[]) => Promise<CliResult>;
}

/** A local EC2 with the function beside it, and a Kubernetes API. */
export async function stage(): Promise<Stage> {
  const aws = await startAwsTestbed();
  const kubernetes = await startKubernetes();
  const publish = (...flags: string[]) =>
    runCli(['publish', '--kubeconfig', kubernetes.file, ...flags], { env: awsEnv(aws.ec2), time: sleepless() });
  return {
    aws,
    kubernetes,
    publish,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aws[Symbol.asyncDispose](), kubernetes[Symbol.asyncDispose]()]);
    },
  };
}
