import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { clientWithTimeLimit } from '../../../shared/aws/api/client.ts';
import { withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { stackName } from '../../../shared/aws/names.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { parseJson } from '../../common/parse-json.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import { INVOKE_TIMEOUT, type ManualCall, notDeployed, parseReport } from './manual-call.ts';

const FunctionFailure = z.object({ errorMessage: z.string() });

/** Asks the cluster's Lambda function for a plan or a resync, once: who wants another try asks again. */
export async function invokeOnAws(settings: SettingsSource, call: ManualCall): Promise<Report> {
  const { cluster } = readAwsConfig(settings);
  const name = stackName(cluster.name);
  const config = { ...awsClientConfig(settings), maxAttempts: 1 };
  const client = clientWithTimeLimit((each: LambdaClientConfig) => new LambdaClient(each), {
    config,
    requestTimeout: INVOKE_TIMEOUT,
  });
  const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(call)) });
  const answer = await withCloudErrors('lambda:InvokeFunction', name, () => client.send(command)).catch(
    (error: unknown) => {
      throw error instanceof CloudError && error.code === 'ResourceNotFoundException' ? notDeployed(name) : error;
    },
  );
  const content = parseJson(Buffer.from(answer.Payload ?? []).toString());
  if (answer.FunctionError === undefined) return parseReport(name, content);
  const { errorMessage } = FunctionFailure.safeParse(content).data ?? { errorMessage: 'without a reason' };
  throw new CloudError('rejected', 'FunctionError', `${name} failed: ${errorMessage}`);
}
