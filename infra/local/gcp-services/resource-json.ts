import type { CloudFunction, GcpServices, Job, Sink, Subscription, Trigger } from './model.ts';

export function functionJson({ path, uri, state, serviceAccount, environment, updateTime }: CloudFunction): object {
  const service = path.replace('/functions/', '/services/');
  return {
    name: path,
    environment: 'GEN_2',
    state,
    updateTime: updateTime ?? '2026-01-01T08:00:00.000000Z',
    ...(state === 'FAILED'
      ? { stateMessages: [{ severity: 'ERROR', type: 'BuildFailed', message: 'Build failed.' }] }
      : {}),
    serviceConfig: { service, uri, serviceAccountEmail: serviceAccount, environmentVariables: environment },
  };
}

export function triggerJson({ path, serviceAccount, filters, service, region, topic, subscription }: Trigger): object {
  return {
    name: path,
    eventFilters: Object.entries(filters).map(([attribute, value]) => ({ attribute, value })),
    serviceAccount,
    destination: { cloudRun: { service, path: '/', region } },
    transport: { pubsub: { topic, subscription } },
    eventDataContentType: 'application/json',
  };
}

export function jobJson({ path, state, failure, uri, serviceAccount, lastAttemptTime }: Job): object {
  return {
    name: path,
    schedule: '*/5 * * * *',
    timeZone: 'Etc/UTC',
    state,
    lastAttemptTime: lastAttemptTime ?? '2026-01-01T09:55:00.000000Z',
    status: failure ?? {},
    httpTarget: { uri, httpMethod: 'POST', oidcToken: { serviceAccountEmail: serviceAccount, audience: uri } },
  };
}

export function sinkJson({ path, destination, disabled }: Sink): object {
  return { name: path.split('/').at(-1), destination, ...(disabled ? { disabled } : {}) };
}

export function subscriptionJson({ path, topic, deadLetterTopic }: Subscription): object {
  const policy = { deadLetterTopic, maxDeliveryAttempts: 20 };
  return { name: path, topic, state: 'ACTIVE', ...(deadLetterTopic === undefined ? {} : { deadLetterPolicy: policy }) };
}

export function policyJson({ policies }: GcpServices, path: string): object {
  return { version: 1, etag: 'BwYLocal', bindings: policies.get(path) ?? [] };
}

export function gauge(metric: string, value: number, now: number): object {
  const time = new Date(now).toISOString();
  const point = { interval: { startTime: time, endTime: time }, value: { int64Value: `${value}` } };
  return { metric: { type: metric }, metricKind: 'GAUGE', valueType: 'INT64', points: [point] };
}
