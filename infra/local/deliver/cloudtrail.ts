import type { EC2Client } from '@aws-sdk/client-ec2';

const EDITS = new Set(['CreateRoute', 'ReplaceRoute', 'DeleteRoute']);

/** Whoever signs a client's calls: a function by its role, or a person. */
export const functionArn = (name: string) => `arn:aws:sts::123456789012:assumed-role/${name}-role/${name}`;

function field(input: object, name: string): unknown {
  return Object.entries(input).find(([key]) => key === name)?.[1];
}

function apiCallEvent(eventName: string, arn: string, input: object, errorCode: string | undefined) {
  return {
    version: '0',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    time: new Date().toISOString(),
    detail: {
      eventVersion: '1.10',
      eventSource: 'ec2.amazonaws.com',
      eventName,
      userIdentity: { type: 'AssumedRole', principalId: `AROAEXAMPLE:${arn.split('/').at(-1)}`, arn },
      ...(errorCode === undefined ? {} : { errorCode }),
      requestParameters: {
        routeTableId: field(input, 'RouteTableId'),
        destinationCidrBlock: field(input, 'DestinationCidrBlock'),
        destinationIpv6CidrBlock: field(input, 'DestinationIpv6CidrBlock'),
      },
    },
  };
}

/** Reports the route edits that `client` makes as CloudTrail does, in the name of `arn`. */
export function recordCloudTrail(client: EC2Client, arn: string, send: (event: object) => void): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = (context.commandName ?? '').replace(/Command$/, '');
      const report = (errorCode?: string) => {
        if (EDITS.has(name)) send(apiCallEvent(name, arn, args.input, errorCode));
      };
      try {
        const result = await next(args);
        report();
        return result;
      } catch (error) {
        report(error instanceof Error ? error.name : 'InternalError');
        throw error;
      }
    },
    { step: 'initialize', name: 'trail' },
  );
}
