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
import { pagesOf } from '../../../shared/reconcile/cloud/paging.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';

const ACTION = 'logs:FilterLogEvents';

/** Milliseconds between pages: in some regions an account has 5 calls a second. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const PAGE_PAUSE = 250;

interface Filter {
  /** Milliseconds. */
  readonly startTime: number;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly filterPattern?: string;
}

/** The log group of the cluster's Lambda function. */
export interface FunctionLogGroup {
  readonly name: string;
  /** The events since a time, oldest first, a page a call. Throws CloudError, `ResourceNotFoundException` where there is no group. */
  readonly pages: (filter: Filter) => AsyncIterable<readonly FilteredLogEvent[]>;
}

export function functionLogGroup(settings: SettingsSource, { runtime, requestTimeout }: TargetIo): FunctionLogGroup {
  const name = logGroupName(readAwsConfig(settings).cluster.name);
  const client = clientWithTimeLimit((each: CloudWatchLogsClientConfig) => new CloudWatchLogsClient(each), {
    config: awsClientConfig(settings),
    requestTimeout,
  });
  const read = (filter: Filter, nextToken: string | undefined) => {
    const command = new FilterLogEventsCommand({ logGroupName: name, ...filter, nextToken });
    return withCloudErrors(ACTION, name, () => client.send(command));
  };
  return {
    name,
    async *pages(filter) {
      const pages = pagesOf({
        read: (token) => read(filter, token),
        nextOf: ({ nextToken }) => nextToken,
        circular: () => invalidResponse(ACTION, name),
        pause: () => runtime.sleep(PAGE_PAUSE),
      });
      for await (const { events = [] } of pages) yield events;
    },
  };
}

/** The code of the CloudError where there is no such log group. */
export const NO_LOG_GROUP = 'ResourceNotFoundException';
