import * as z from 'zod/mini';
import type { LogEvent } from './log-group.ts';
import type { AwsServices } from './model.ts';
import { parse, ServiceError } from './wire.ts';

type Action = (services: AwsServices, body: string) => object;

const time = z.optional(z.number().check(z.int(), z.minimum(0)));

const Filter = z.object({
  logGroupName: z.string(),
  startTime: time,
  endTime: time,
  limit: z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(10_000))),
  nextToken: z.optional(z.string()),
  // What the AWS CLI always sends; ignored by CloudWatch Logs too.
  interleaved: z.optional(z.boolean()),
  filterPattern: z.optional(z.string()),
  logStreamNames: z.optional(z.array(z.string())),
  logStreamNamePrefix: z.optional(z.string()),
});

const LACKING = ['logStreamNames', 'logStreamNamePrefix'] as const;

const STREAM = '2026/01/01/[$LATEST]00000000000040008000000000000000';

const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

/** A token is good for the very call that it continues. */
const tokenOf = (call: object, position: number) =>
  Buffer.from(JSON.stringify({ ...call, position })).toString('base64url');

const Token = z.object({ position: z.number() });

function positionIn(token: string | undefined, call: object): number {
  if (token === undefined) return 0;
  const read = Token.safeParse(jsonOrNothing(Buffer.from(token, 'base64url').toString()));
  if (!read.success || tokenOf(call, read.data.position) !== token)
    throw invalid('The specified nextToken is invalid.');
  return read.data.position;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of the filter patterns the one for a field of JSON: `{ $.field = "value" }`. */
function matcherOf(pattern: string): (message: string) => boolean {
  const [, field, value] = /^\{\s*\$\.(\w+)\s*=\s*"([\w -]*)"\s*\}$/.exec(pattern) ?? [];
  if (field === undefined) throw invalid(`The local cloud lacks the filter pattern ${pattern}`);
  return (message) => {
    const read = Fields.safeParse(jsonOrNothing(message));
    return read.success && read.data[field] === value;
  };
}

const Fields = z.record(z.string(), z.unknown());

const eventJson = ({ id, timestamp, ingestedAt, message }: LogEvent) => ({
  logStreamName: STREAM,
  timestamp,
  message,
  ingestionTime: ingestedAt,
  eventId: id,
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
function filterLogEvents(services: AwsServices, body: string): object {
  const asked = parse(Filter, body);
  const { logGroupName: name, startTime: start = 0, endTime: end = Infinity, limit = services.logPageSize } = asked;
  const lacking = LACKING.find((each) => asked[each] !== undefined);
  if (lacking !== undefined) throw invalid(`The local cloud lacks ${lacking}.`);
  const group = services.logGroups.get(name);
  if (group === undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  const isMeant = asked.filterPattern === undefined ? () => true : matcherOf(asked.filterPattern);
  const call = { name, start, end: asked.endTime, filter: asked.filterPattern };
  const position = positionIn(asked.nextToken, call);
  const found = group.between(start, end).filter(({ message }) => isMeant(message));
  const page = found.slice(position, position + limit);
  const next = position + page.length;
  return {
    events: page.map(eventJson),
    searchedLogStreams: [],
    ...(next < found.length ? { nextToken: tokenOf(call, next) } : {}),
  };
}

/** The part of CloudWatch Logs that shows what functions have written. */
export const logsActions: Readonly<Record<string, Action>> = { FilterLogEvents: filterLogEvents };
