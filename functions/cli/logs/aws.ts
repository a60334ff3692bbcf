import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { SettingsError, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { TargetIo } from '../target/target.ts';
import { functionLogGroup, NO_LOG_GROUP } from './filter-log-events.ts';
import type { LogEvent, LogSource } from './log-source.ts';

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
export function awsLog(settings: SettingsSource, io: TargetIo): LogSource {
  const group = functionLogGroup(settings, io);
  return {
    name: group.name,
    async *pagesSince(startTime) {
      try {
        for await (const events of group.pages({ startTime })) yield events.map(eventOf);
      } catch (error) {
        throw error instanceof CloudError && error.code === NO_LOG_GROUP ? noLog(group.name) : error;
      }
    },
  };
}
