import * as z from 'zod/mini';
import type { Fault } from '../../../../infra/local/simulation.ts';
import type { FaultName } from '../../generate/history.ts';
import type { ApiCall } from '../../run/call-scheduler.ts';
import type { CallClassification } from '../../oracle/call-classification.ts';

const Input = z.object({
  RouteTableId: z.optional(z.string()),
  InstanceId: z.optional(z.string()),
  LifecycleActionResult: z.optional(z.string()),
  Resources: z.optional(z.array(z.string())),
  Tags: z.optional(z.array(z.object({ Key: z.string(), Value: z.string() }))),
  Filters: z.optional(z.array(z.object({ Name: z.string(), Values: z.array(z.string()) }))),
});

/** The telling that writing a tag is, if it is one. */
function tellingIn({ action, input }: ApiCall): Extract<CallClassification, { kind: 'tell' }> | undefined {
  const { Resources: [instance] = [], Tags = [] } = Input.parse(input);
  const told = Tags.find(({ Key }) => Key === 'pod-cidr');
  if (action !== 'CreateTags' || told === undefined || instance === undefined) return undefined;
  return { kind: 'tell', instance, ranges: told.Value.split(' ') };
}

/** What a call of the function means to the watch. */
export function classifyCall(call: ApiCall): CallClassification {
  const { action, input } = call;
  const { RouteTableId = '', InstanceId = '', LifecycleActionResult, Filters: [filter] = [] } = Input.parse(input);
  switch (action) {
    case 'DescribeRouteTables':
      // The cluster's tables are found by their tag, a single one is read by its id.
      return filter?.Name === 'route-table-id'
        ? { kind: 'reread', readKey: filter.Values.join() }
        : { kind: 'observe' };
    case 'DescribeInstances':
      return { kind: 'observe' };
    case 'CreateRoute':
      return { kind: 'create' };
    case 'ReplaceRoute':
    case 'DeleteRoute':
      return { kind: 'modify', readKey: RouteTableId };
    case 'CreateTags':
      return tellingIn(call) ?? { kind: 'other' };
    case 'CompleteLifecycleAction':
      return LifecycleActionResult === 'CONTINUE' ? { kind: 'complete-hook', instance: InstanceId } : { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}

export const isRead = ({ action }: ApiCall) => action.startsWith('Describe');

export const isRouteWrite = ({ action }: ApiCall) => /^(Create|Replace|Delete)Route$/.test(action);

const PERMANENT_ERRORS = new Map([
  ['CreateRoute', 'RouteLimitExceeded'],
  ['ReplaceRoute', 'UnauthorizedOperation'],
  ['DeleteRoute', 'UnauthorizedOperation'],
  ['ModifyNetworkInterfaceAttribute', 'UnauthorizedOperation'],
]);

/** The fault by its name, for this call; undefined where it makes no sense. */
export function faultFor(call: ApiCall, name: FaultName): Fault | undefined {
  switch (name) {
    case 'throttle':
      return { code: 'RequestLimitExceeded', status: 503 };
    case 'error before':
    case 'error after':
      return { code: 'InternalError', status: 500, when: name === 'error after' ? 'after' : 'before' };
    case 'cut before':
    case 'cut after':
      return { code: 'cut', dropConnection: true, when: name === 'cut after' ? 'after' : 'before' };
    case 'refused': {
      const code = tellingIn(call) === undefined ? PERMANENT_ERRORS.get(call.action) : 'UnauthorizedOperation';
      return code === undefined ? undefined : { code };
    }
    case 'fails later':
      return undefined;
  }
}
