import * as z from 'zod/mini';
import type { Fault } from '../../../infra/local/simulation.ts';
import type { FaultName } from '../history.ts';
import type { ApiCall } from '../turnstile.ts';
import type { Note } from '../note.ts';

const Input = z.object({
  RouteTableId: z.optional(z.string()),
  InstanceId: z.optional(z.string()),
  LifecycleActionResult: z.optional(z.string()),
  Filters: z.optional(z.array(z.object({ Name: z.string(), Values: z.array(z.string()) }))),
});

/** What a call of the function means to the watch. */
export function noteOf({ action, input }: ApiCall): Note {
  const { RouteTableId = '', InstanceId = '', LifecycleActionResult, Filters: [filter] = [] } = Input.parse(input);
  switch (action) {
    case 'DescribeRouteTables':
      // The cluster's tables are found by their tag, a single one is read by its id.
      return filter?.Name === 'route-table-id' ? { kind: 'reread', what: filter.Values.join() } : { kind: 'look' };
    case 'DescribeInstances':
      return { kind: 'look' };
    case 'CreateRoute':
      return { kind: 'make' };
    case 'ReplaceRoute':
    case 'DeleteRoute':
      return { kind: 'change', what: RouteTableId };
    case 'CompleteLifecycleAction':
      return LifecycleActionResult === 'CONTINUE' ? { kind: 'vouch', instance: InstanceId } : { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}

export const isWrite = ({ action }: ApiCall) => /^(Create|Replace|Delete)Route$/.test(action);

const REFUSALS = new Map([
  ['CreateRoute', 'RouteLimitExceeded'],
  ['ReplaceRoute', 'UnauthorizedOperation'],
  ['DeleteRoute', 'UnauthorizedOperation'],
  ['ModifyNetworkInterfaceAttribute', 'UnauthorizedOperation'],
]);

/** The fault by its name, for this call; undefined where it makes no sense. */
export function faultFor({ action }: ApiCall, name: FaultName): Fault | undefined {
  switch (name) {
    case 'throttle':
      return { code: 'RequestLimitExceeded', status: 503 };
    case 'error before':
    case 'error after':
      return { code: 'InternalError', status: 500, when: name === 'error after' ? 'after' : 'before' };
    case 'cut before':
    case 'cut after':
      return { code: 'cut', cut: true, when: name === 'cut after' ? 'after' : 'before' };
    case 'refused': {
      const code = REFUSALS.get(action);
      return code === undefined ? undefined : { code };
    }
    case 'fails later':
      return undefined;
  }
}
