import * as z from 'zod/mini';

/** The account and region that an event comes from or a function runs in. */
export interface Origin {
  readonly account: string;
  readonly region: string;
}

/** The origin in an ARN (`arn:PARTITION:SERVICE:REGION:ACCOUNT:...`); undefined when it has none. */
export function originOfArn(arn: string | undefined): Origin | undefined {
  const [, , , region = '', account = ''] = (arn ?? '').split(':');
  return region === '' || account === '' ? undefined : { account, region };
}

const LambdaContext = z.object({ invokedFunctionArn: z.string() });

/** Where the function runs, from the context of its invocation. */
export function originOfContext(context: unknown): Origin | undefined {
  const parsed = LambdaContext.safeParse(context);
  return parsed.success ? originOfArn(parsed.data.invokedFunctionArn) : undefined;
}
