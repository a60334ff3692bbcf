/** With seconds, as Kubernetes writes times. */
const timeOf = (now: number) => new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z');

/**
 * The condition as Kubernetes' route controller sets it, to the letter, since others look for it. It is written only when its status
 * changes, so both times are those of the change.
 * https://github.com/kubernetes/cloud-provider/blob/master/controllers/route/route_controller.go
 */
export function networkCondition(isUnavailable: boolean, now: number) {
  const time = timeOf(now);
  return {
    type: 'NetworkUnavailable',
    status: isUnavailable ? 'True' : 'False',
    reason: isUnavailable ? 'NoRouteCreated' : 'RouteCreated',
    message: isUnavailable ? 'RouteController failed to create a route' : 'RouteController created a route',
    lastTransitionTime: time,
    lastHeartbeatTime: time,
  };
}
