import { expect, onTestFinished } from 'vitest';
import {
  type AuditEntry,
  GCP_TUTORIAL,
  type LocalGce,
  type LocalGceOptions,
  seedTutorialCluster,
  startLocalGce,
} from '../../../../infra/local/gcp.ts';

export const project = GCP_TUTORIAL.project;
export const zone = GCP_TUTORIAL.zone;

/** A clock that stands still, so that nothing in a test depends on when it runs. */
export const AT = Date.UTC(2024, 0, 2, 3, 4, 5);

/** An empty service, closed at the end of the test. */
export async function startEmpty(options: LocalGceOptions = {}): Promise<LocalGce> {
  const gce = await startLocalGce({ now: () => AT, ...options });
  onTestFinished(() => gce.close());
  return gce;
}

/** The service with the tutorial's cluster. */
export async function startLab(options: LocalGceOptions = {}): Promise<LocalGce> {
  const gce = await startEmpty(options);
  seedTutorialCluster(gce.backend);
  gce.calls.reset();
  return gce;
}

/** The audit log from here on. */
export function listen(gce: LocalGce): AuditEntry[] {
  const entries: AuditEntry[] = [];
  gce.onEvent((entry) => entries.push(entry));
  return entries;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A plain request, for what the client library hides. `path` is below the project. */
export async function request(gce: LocalGce, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${gce.url}/compute/v1/projects/${project}/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** How a refused request is answered. */
export function refusal(status: number, reason: string, text = '') {
  const domain = reason === 'quotaExceeded' || reason === 'rateLimitExceeded' ? 'usageLimits' : 'global';
  const message: unknown = expect.stringContaining(text);
  return { status, body: { error: { code: status, message, errors: [{ message, domain, reason }] } } };
}

/** The body of a route to a worker's pods. */
export function routeBody(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    name: 'pods-0',
    network: GCP_TUTORIAL.network,
    destRange: '10.200.0.0/24',
    nextHopIp: '10.240.0.20',
    ...fields,
  };
}
