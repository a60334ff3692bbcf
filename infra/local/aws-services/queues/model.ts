/** The waiting messages of a queue. */
export interface Messages {
  readonly count: () => number;
  readonly take: () => string[];
  readonly put: (body: string) => void;
}

export interface Queue {
  readonly name: string;
  readonly messages: Messages;
  /** Name of the dead-letter queue. */
  readonly deadLetters?: string;
  /** Of queues that were made by CreateQueue. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export function messagesIn(messages: string[]): Messages {
  return {
    count: () => messages.length,
    take: () => messages.splice(0),
    put: (body) => void messages.push(body),
  };
}
