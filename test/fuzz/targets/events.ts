import fc from 'fast-check';
import { parseBatch } from '../../../functions/aws/events/sqs-batch.ts';
import { makeEventParser } from '../../../functions/aws/events/parse-event.ts';
import type { AwsParsedEvent } from '../../../functions/aws/events/parsed-event.ts';
import { parseJson } from '../../../functions/common/parse-json.ts';
import { readCloudEvent } from '../../../functions/gcp/events/cloud-event.ts';
import { parseEvent } from '../../../functions/gcp/events/parse-event.ts';
import { cidr } from '../../support/builders/network.ts';
import { hostileJson, hostileText } from '../inputs/hostile-values.ts';
import { mutateAll, mutation } from '../inputs/mutate.ts';
import { stateless, fuzzTarget } from '../target.ts';
import { AWS_EVENTS, GCP_BODIES, GCP_TYPES } from './samples.ts';

const parse = makeEventParser({
  clusterCidrs: [cidr('10.200.0.0/16')],
  routeTableIds: [],
  functionName: 'podroutes',
  isOwnStatement: () => false,
});

const HOME = { account: '123456789012', region: 'us-east-1' };
const QUEUE = `arn:aws:sqs:${HOME.region}:${HOME.account}:podroutes`;

const mutated = (samples: readonly string[]) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.constantFrom(...samples), fc.array(mutation, { maxLength: 3 }))
        .map(([text, how]) => mutateAll(text, how)),
    },
    hostileJson,
    hostileText,
  );

export const awsEvent = mutated(AWS_EVENTS);

const batchInput = fc.record({
  body: awsEvent,
  arn: fc.oneof(fc.constant(QUEUE), hostileText),
  batch: fc.array(mutation, { maxLength: 1 }),
});

function assertValid(event: AwsParsedEvent, idForm: RegExp): void {
  if ('hint' in event) {
    const { instanceId, at } = event.hint;
    if (!idForm.test(instanceId) || !Number.isFinite(at)) throw new Error(`hint about ${JSON.stringify(event.hint)}`);
  }
  if (event.kind === 'hook' && [event.hook.group, event.hook.name].some((name) => name.length > 255))
    throw new Error('a long name');
  if (event.kind === 'resync' && event.force) throw new Error('force came from elsewhere than a caller');
  if (
    'reason' in event &&
    event.reason !== undefined &&
    (event.reason.length > 600 || /[\p{Cc}\p{Cf}]/u.test(event.reason))
  ) {
    throw new Error(`what is said of it: ${JSON.stringify(event.reason)}`);
  }
}

/** Whatever stands in a queue is understood or dropped; what is understood names an instance and asks for no force. */
export const awsEvents = fuzzTarget(
  'EventBridge events and SQS batches',
  18,
  batchInput,
  stateless(({ body, arn, batch }) => {
    const record = { messageId: '1', eventSource: 'aws:sqs', eventSourceARN: arn, body };
    const messages = parseBatch(parseJson(mutateAll(JSON.stringify({ Records: [record] }), batch)), parse) ?? [];
    for (const { event } of messages) assertValid(event, /^i-[0-9a-f]{8,17}$/);
    const bare = parse(parseJson(body), HOME);
    // By hand and bare is a caller.
    if (bare.kind !== 'resync') assertValid(bare, /^i-[0-9a-f]{8,17}$/);
  }),
);

const header = fc.oneof(fc.constantFrom(...GCP_TYPES, 'application/cloudevents+json', 'application/json'), hostileText);

export const gcpRequest = fc.record({
  type: fc.option(header, { nil: undefined }),
  contentType: header,
  body: mutated(GCP_BODIES),
});

/** Whatever comes as a CloudEvent, in headers or in one body, is understood or acknowledged and dropped. */
export const gcpEvents = fuzzTarget(
  'CloudEvents',
  14,
  gcpRequest,
  stateless(({ type, contentType, body }) => {
    const event = readCloudEvent(
      { ...(type === undefined ? {} : { 'ce-type': type }), 'content-type': contentType },
      parseJson(body),
    );
    if (event !== undefined) assertValid(parseEvent(event, 'podroutes-local'), /^\d{1,20}$/);
  }),
);
