import * as z from 'zod/mini';
import type { RestClient } from './rest-client.ts';

const MetricPoints = z.object({
  timeSeries: z.optional(
    z.array(z.object({ points: z.array(z.object({ value: z.object({ int64Value: z.optional(z.string()) }) })) })),
  ),
});

const DAY = 24 * 60 * 60 * 1000;

/** The newest value of a metric within a day; undefined where Monitoring has none. */
export async function latestMetricValue(
  rest: RestClient,
  project: string,
  filter: string,
  now: number,
): Promise<number | undefined> {
  const found = await rest.get({
    api: 'monitoring',
    path: `projects/${project}/timeSeries`,
    query: {
      filter,
      'interval.startTime': new Date(now - DAY).toISOString(),
      'interval.endTime': new Date(now).toISOString(),
    },
    schema: MetricPoints,
    permission: 'monitoring.timeSeries.list',
  });
  const values = (found?.timeSeries ?? []).flatMap(({ points }) => points[0]?.value.int64Value ?? []);
  return values.length === 0 ? undefined : Math.max(...values.map(Number));
}
