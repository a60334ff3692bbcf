import {
  CloudWatchLogsClient,
  type CloudWatchLogsClientConfig,
  FilterLogEventsCommand,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { clientWithTimeLimit } from '../../../shared/aws/api/client.ts';
import { invalidResponse, withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { logGroupName } from '../../../shared/aws/names.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { pagesOf } from '../../../shared/reconcile/cloud/paging.ts';
import { SettingsError, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';
import type { LogEvent, LogSource } from './log-source.ts';

const ACTION = 'logs:FilterLogEvents';

/** Milliseconds between pages: in some regions an account has 5 calls a second. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const PAGE_PAUSE = 250;

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html; a report has a status where the invocation failed. */
const ROUTINE = /^(?:START|END|INIT_START|XRAY) |^REPORT (?!.*\tStatus: )|^\{"_aws":/;

const FAILURE = /\tERROR\t|\bError: |Task timed out|\tStatus: /;

const noLog = (group: string) =>
  new SettingsError([
    `there is no log group ${group}: no function of this cluster is deployed here, see podroutes doctor`,
  ]);

function eventOf({ eventId = '', timestamp = 0, message = '' }: FilteredLogEvent): LogEvent {
  const line = message.trimEnd();
  const level = !line.startsWith('{') && FAILURE.test(line) ? 'error' : 'info';
  return { id: eventId, time: timestamp, line, level, isRoutine: ROUTINE.test(line) };
}

/** What the cluster's Lambda function writes to CloudWatch Logs. */
export function awsLog(settings: SettingsSource, { runtime, requestTimeout }: TargetIo): LogSource {
  const group = logGroupName(readAwsConfig(settings).cluster.name);
  const client = clientWithTimeLimit((each: CloudWatchLogsClientConfig) => new CloudWatchLogsClient(each), {
    config: awsClientConfig(settings),
    requestTimeout,
  });
  const read = async (startTime: number, nextToken: string | undefined) => {
    const command = new FilterLogEventsCommand({ logGroupName: group, startTime, nextToken });
    try {
      return await withCloudErrors(ACTION, group, () => client.send(command));
    } catch (error) {
      throw error instanceof CloudError && error.code === 'ResourceNotFoundException' ? noLog(group) : error;
    }
  };
  return {
    name: group,
    async *pagesSince(since) {
      const pages = pagesOf({
        read: (token) => read(since, token),
        nextOf: ({ nextToken }) => nextToken,
        circular: () => invalidResponse(ACTION, group),
        pause: () => runtime.sleep(PAGE_PAUSE),
      });
      for await (const { events = [] } of pages) yield events.map(eventOf);
    },
  };
}
