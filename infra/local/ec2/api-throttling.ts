import type { FaultInjector } from '../common/fault-injector.ts';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: burst and refill per second. */
const BUCKETS: Readonly<Record<string, readonly [burst: number, refill: number]>> = {
  CreateRoute: [50, 5],
  ReplaceRoute: [50, 5],
  DeleteRoute: [50, 5],
  ModifyInstanceAttribute: [50, 5],
  ModifyNetworkInterfaceAttribute: [100, 5],
  CreateTags: [100, 10],
  DeleteTags: [100, 10],
  DescribeInstances: [100, 20],
  DescribeInstanceAttribute: [100, 20],
  DescribeRouteTables: [100, 20],
};

/** Gives a local EC2 the request buckets of the real one. */
export function useRealThrottling(faults: FaultInjector): void {
  for (const [action, [burst, refill]] of Object.entries(BUCKETS)) faults.throttle(action, burst, refill);
}
