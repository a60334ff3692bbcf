import * as z from 'zod/mini';
import { POD_CIDR_TAG } from '../../../shared/aws/names.ts';
import { EventTime } from '../../common/event-time.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';
import { checkPayload } from '../../common/schema-error.ts';
import { InstanceId } from './instance-id.ts';

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/monitor-tag-changes.html */
const TagChange = z.object({
  time: EventTime,
  resources: z.array(z.string()).check(z.minLength(1, 'is empty')),
  detail: z.object({
    'changed-tag-keys': z.array(z.string()),
    service: z.string(),
    'resource-type': z.string(),
    tags: z.optional(z.record(z.string(), z.string())),
  }),
});

/** Whether the function told the instance these ranges itself. */
export type IsOwnStatement = (instanceId: string, value: string) => boolean;

/** `arn:PARTITION:ec2:REGION:ACCOUNT:instance/ID` */
function instanceIn(arn: string): string | undefined {
  const parsed = InstanceId.safeParse(arn.split(':instance/')[1]);
  return parsed.success ? parsed.data : undefined;
}

/** Tag Change on Resource: a running node is told its range, by somebody else or by the function itself. */
export function parseTagChange(event: unknown, isOwnStatement: IsOwnStatement): ParsedEvent {
  const { data, problem } = checkPayload(TagChange, event);
  if (data === undefined) return { kind: 'malformed', reason: `tag change: ${problem}` };
  const { time, resources, detail } = data;
  const isInstance = detail.service === 'ec2' && detail['resource-type'] === 'instance';
  if (!isInstance || !detail['changed-tag-keys'].includes(POD_CIDR_TAG)) {
    return { kind: 'ignored', reason: 'a tag that says nothing about routes' };
  }
  const [arn = ''] = resources;
  const instanceId = instanceIn(arn);
  if (instanceId === undefined) return { kind: 'malformed', reason: 'tag change: resources.0 is no instance' };
  const value = detail.tags?.[POD_CIDR_TAG];
  if (value !== undefined && isOwnStatement(instanceId, value)) {
    return { kind: 'ignored', reason: `${instanceId} was told its range by this function` };
  }
  const hint = { instanceId, state: 'unknown', at: Date.parse(time) } as const;
  return { kind: 'hint', hint, ...(value === undefined ? {} : { statement: value }) };
}
