export interface Queued {
  readonly messageId: string;
  readonly body: string;
  receives: number;
}

interface SqsBatch {
  readonly Records: {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
    readonly eventSource: 'aws:sqs';
    readonly eventSourceARN: string;
    readonly awsRegion: string;
  }[];
}

/** A function that answers a batch as Lambda functions with ReportBatchItemFailures do. */
export type BatchFunction = (batch: SqsBatch, context?: unknown) => Promise<unknown>;

export function toBatch(messages: readonly Queued[]): SqsBatch {
  return {
    Records: messages.map(({ messageId, body, receives }) => ({
      messageId,
      receiptHandle: `${messageId}#${receives}`,
      body,
      attributes: { ApproximateReceiveCount: `${receives}` },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:podroutes',
      awsRegion: 'us-east-1',
    })),
  };
}

/** The messages that a response reports as failed. */
export function failuresIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return [];
  const { batchItemFailures: failures } = answer;
  if (!Array.isArray(failures)) throw new TypeError('batchItemFailures is not a list');
  return failures.map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier);
}
