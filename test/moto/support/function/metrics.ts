import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** A metric as `namespace/name{dimension=value}`, by which an alarm finds it. */
function metricKey(namespace: string, name: string, dimensions: readonly [string, unknown][]): string {
  return `${namespace}/${name}{${dimensions.map(([key, value]) => `${key}=${String(value)}`).join()}}`;
}

const Embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metrics that CloudWatch makes of a function's log. */
export function metricsIn(log: readonly string[]): string[] {
  const parsed = log.map((line) => Embedded.safeParse(JSON.parse(line)));
  return parsed.flatMap(({ data }) =>
    (data?.['_aws'].CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((keys) =>
        Metrics.map(({ Name }) =>
          metricKey(
            Namespace,
            Name,
            keys.map((key) => [key, data?.[key]]),
          ),
        ),
      ),
    ),
  );
}

const Alarm = z.object({
  Type: z.literal('AWS::CloudWatch::Alarm'),
  Properties: z.object({
    Namespace: z.literal('podroutes'),
    MetricName: z.string(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  }),
});

const Template = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** Those of our own metrics that the packaged template has an alarm for. */
export async function alarmMetrics(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  return Object.values(Template.parse(JSON.parse(text)).Resources).flatMap((resource) => {
    const alarm = Alarm.safeParse(resource);
    if (!alarm.success) return [];
    const { Namespace, MetricName, Dimensions } = alarm.data.Properties;
    return [
      metricKey(
        Namespace,
        MetricName,
        Dimensions.map(({ Name, Value }) => [Name, Value]),
      ),
    ];
  });
}
