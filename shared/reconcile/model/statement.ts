/**
 * The tag (AWS) or metadata key (GCP) beside `pod-cidr` that says which ranges were published there from Kubernetes. Where both
 * say the same, the statement is the publisher's own and it may replace it; anybody else's it leaves alone.
 */
export const PUBLISHED_KEY = 'podroutes-published';

/** What an instance's tags or metadata say of its pods' ranges, as it is written there. */
export interface Statement {
  /** Of the key `pod-cidr`; absent where there is no such key. */
  readonly text?: string;
  /** Of PUBLISHED_KEY. */
  readonly published?: string;
}

export function statementOf(text: string | undefined, published: string | undefined): Statement {
  return { ...(text === undefined ? {} : { text }), ...(published === undefined ? {} : { published }) };
}

/** Whether it was published from Kubernetes, and nobody has changed it since. */
export const isPublished = ({ text, published }: Statement): boolean => text !== undefined && text === published;

/** Whether there is nothing in it. */
export const isUnstated = ({ text = '' }: Statement): boolean => text.trim() === '';
