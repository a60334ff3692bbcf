import * as z from 'zod/mini';

/** Where an event comes from, or a function runs. */
export interface Origin {
  readonly account: string;
  readonly region: string;
}

/** Where a resource is, by its ARN (`arn:PARTITION:SERVICE:REGION:ACCOUNT:...`); undefined when that says nothing of it. */
export function originOfArn(arn: string | undefined): Origin | undefined {
  const [, , , region = '', account = ''] = (arn ?? '').split(':');
  return region === '' || account === '' ? undefined : { account, region };
}

const LambdaContext = z.object({ invokedFunctionArn: z.string() });

/** Where the function runs, by the context that Lambda calls it with. */
export function originOfContext(context: unknown): Origin | undefined {
  const parsed = LambdaContext.safeParse(context);
  return parsed.success ? originOfArn(parsed.data.invokedFunctionArn) : undefined;
}
