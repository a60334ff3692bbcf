import * as z from 'zod/mini';

const text = z.optional(z.string());

export const Functions = z.object({
  functions: z.optional(
    z.array(
      z.object({
        name: z.string(),
        state: text,
        updateTime: text,
        stateMessages: z.optional(z.array(z.object({ message: text }))),
        serviceConfig: z.optional(
          z.object({
            uri: text,
            serviceAccountEmail: text,
            environmentVariables: z.optional(z.record(z.string(), z.string())),
          }),
        ),
      }),
    ),
  ),
  unreachable: z.optional(z.array(z.string())),
  nextPageToken: text,
});

export const Triggers = z.object({
  triggers: z.optional(
    z.array(
      z.object({
        name: z.string(),
        serviceAccount: text,
        eventFilters: z.optional(z.array(z.object({ attribute: z.string(), value: z.string() }))),
        destination: z.optional(z.object({ cloudRun: z.optional(z.object({ service: text })) })),
        transport: z.optional(z.object({ pubsub: z.optional(z.object({ topic: text, subscription: text })) })),
      }),
    ),
  ),
  unreachable: z.optional(z.array(z.string())),
  nextPageToken: text,
});

export const SchedulerJob = z.object({
  state: text,
  lastAttemptTime: text,
  status: z.optional(z.object({ code: z.optional(z.number()), message: text })),
  httpTarget: z.optional(z.object({ oidcToken: z.optional(z.object({ serviceAccountEmail: text })) })),
});

export const Policy = z.object({
  bindings: z.optional(z.array(z.object({ role: z.string(), members: z.optional(z.array(z.string())) }))),
});

export const Subscriptions = z.object({
  subscriptions: z.optional(
    z.array(z.object({ name: z.string(), deadLetterPolicy: z.optional(z.object({ deadLetterTopic: text })) })),
  ),
  nextPageToken: text,
});

export const Sink = z.object({ disabled: z.optional(z.boolean()) });
