import * as z from 'zod/mini';
import type { AwsTestbed } from '../../../support/testbed/aws.ts';

const Input = z.record(z.string(), z.unknown());

/** A call of the function, as it was given to the client. */
export interface RecordedCall {
  readonly command: string;
  readonly input: z.infer<typeof Input>;
}

interface Recordable {
  readonly middlewareStack: {
    add(
      hook: <Arguments, Output>(
        next: (call: Arguments) => Promise<Output>,
        context: { readonly commandName?: string },
      ) => (call: Arguments) => Promise<Output>,
      where: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

function listen(client: Recordable, onCall: (call: RecordedCall) => void): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (call) => {
        const { input } = z.object({ input: Input }).parse(call);
        onCall({ command: commandName.replace(/Command$/, ''), input });
        return next(call);
      },
    { step: 'initialize', name: 'record' },
  );
}

/** Tells of all that the function of a testbed asks of AWS from now on, before it is asked. */
export function onCalls({ clients }: AwsTestbed, onCall: (call: RecordedCall) => void): void {
  for (const client of [clients.ec2, clients.autoScaling(), clients.eventBridge()]) listen(client, onCall);
}
