import fc from 'fast-check';
import { parseBatch } from '../../../functions/aws/events/batch.ts';
import { eventParser } from '../../../functions/aws/events/parse.ts';
import type { AwsWake } from '../../../functions/aws/events/wake.ts';
import { readJson } from '../../../functions/gcp/bodies.ts';
import { readCloudEvent } from '../../../functions/gcp/events/cloud-event.ts';
import { parseCloudEvent } from '../../../functions/gcp/events/parse.ts';
import { cidr } from '../../support/model.ts';
import { hostileJson, hostileText } from '../hostile.ts';
import { mutateAll, mutation } from '../mutate.ts';
import { simply, target } from '../target.ts';
import { AWS_EVENTS, GCP_BODIES, GCP_TYPES } from './samples.ts';

const parse = eventParser({ clusterCidrs: [cidr('10.200.0.0/16')], routeTableIds: [], functionName: 'podroutes' });

const HOME = { account: '123456789012', region: 'us-east-1' };
const QUEUE = `arn:aws:sqs:${HOME.region}:${HOME.account}:podroutes`;

const spoilt = (samples: readonly string[]) =>
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

export const awsEvent = spoilt(AWS_EVENTS);

const whole = fc.record({
  body: awsEvent,
  arn: fc.oneof(fc.constant(QUEUE), hostileText),
  batch: fc.array(mutation, { maxLength: 1 }),
});

function assertSound(wake: AwsWake, idForm: RegExp): void {
  if ('hint' in wake) {
    const { instance, at } = wake.hint;
    if (!idForm.test(instance) || !Number.isFinite(at)) throw new Error(`hint about ${JSON.stringify(wake.hint)}`);
  }
  if (wake.kind === 'hook' && [wake.hook.group, wake.hook.name].some((name) => name.length > 255))
    throw new Error('a long name');
  if (wake.kind === 'resync' && wake.force) throw new Error('force came from elsewhere than a caller');
  if ('why' in wake && wake.why !== undefined && (wake.why.length > 600 || /[\p{Cc}\p{Cf}]/u.test(wake.why))) {
    throw new Error(`what is said of it: ${JSON.stringify(wake.why)}`);
  }
}

/** Whatever stands in a queue is understood or dropped; what is understood names an instance and asks for no force. */
export const awsEvents = target(
  'EventBridge events and SQS batches',
  18,
  whole,
  simply(({ body, arn, batch }) => {
    const record = { messageId: '1', eventSource: 'aws:sqs', eventSourceARN: arn, body };
    const messages = parseBatch(readJson(mutateAll(JSON.stringify({ Records: [record] }), batch)), parse) ?? [];
    for (const { wake } of messages) assertSound(wake, /^i-[0-9a-f]{8,17}$/);
    const bare = parse(readJson(body), HOME);
    // By hand and bare is a caller.
    if (bare.kind !== 'resync') assertSound(bare, /^i-[0-9a-f]{8,17}$/);
  }),
);

const header = fc.oneof(fc.constantFrom(...GCP_TYPES, 'application/cloudevents+json', 'application/json'), hostileText);

export const gcpRequest = fc.record({
  type: fc.option(header, { nil: undefined }),
  contentType: header,
  body: spoilt(GCP_BODIES),
});

/** Whatever comes as a CloudEvent, in headers or in one body, is understood or acknowledged and dropped. */
export const gcpEvents = target(
  'CloudEvents',
  14,
  gcpRequest,
  simply(({ type, contentType, body }) => {
    const event = readCloudEvent(
      { ...(type === undefined ? {} : { 'ce-type': type }), 'content-type': contentType },
      readJson(body),
    );
    if (event !== undefined) assertSound(parseCloudEvent(event, 'podroutes-local'), /^\d{1,20}$/);
  }),
);
