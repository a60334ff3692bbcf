import * as z from 'zod/mini';
import type { AwsServices } from './model.ts';
import { parse, parsedJson } from './wire.ts';

const Entry = z.object({
  EventBusName: z._default(z.string(), 'default'),
  Source: z.optional(z.string()),
  DetailType: z.optional(z.string()),
  Detail: z.optional(z.string()),
});
const PutEvents = z.object({ Entries: z.array(Entry).check(z.minLength(1), z.maxLength(10)) });

interface Refused {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const refused = (ErrorCode: string, ErrorMessage: string): Refused => ({ ErrorCode, ErrorMessage });

const JsonObject = z.record(z.string(), z.unknown());

/** A bus of this account by its name or ARN; on any other nothing comes of it. */
function busIn(services: AwsServices, nameOrArn: string): string {
  const prefix = services.arn('events', 'event-bus/');
  return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
}

function put(services: AwsServices, entry: z.infer<typeof Entry>): Refused | { readonly EventId: string } {
  const { Source: source, DetailType: type, Detail: text } = entry;
  for (const name of ['Source', 'DetailType', 'Detail'] as const)
    if ((entry[name] ?? '') === '')
      return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  if (source?.startsWith('aws.') === true)
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const { data: detail } = JsonObject.safeParse(parsedJson(text ?? ''));
  if (source === undefined || type === undefined || detail === undefined)
    return refused('MalformedDetail', 'Detail is malformed.');
  return { EventId: services.putEvent({ source, 'detail-type': type, detail }, busIn(services, entry.EventBusName)) };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEvents(services: AwsServices, body: string): object {
  const entries = parse(PutEvents, body).Entries.map((entry) => put(services, entry));
  return { Entries: entries, FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length };
}
