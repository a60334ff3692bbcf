import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { autoScalingActions } from '../../../infra/local/autoscaling/actions/index.ts';
import { eventsActions } from '../../../infra/local/aws-services/events.ts';
import { iamActions } from '../../../infra/local/aws-services/iam.ts';
import { lambdaActions } from '../../../infra/local/aws-services/lambda.ts';
import { logsActions } from '../../../infra/local/aws-services/logs.ts';
import { sqsActions } from '../../../infra/local/aws-services/sqs.ts';
import { actions } from '../../../infra/local/ec2/actions/index.ts';
import { computeActions } from '../../../infra/local/gce/actions/index.ts';
import { ROUTES } from '../../../infra/local/gcp-services/routes.ts';

const README = readFileSync(new URL('../../../infra/local/README.md', import.meta.url), 'utf8');

/** The names in the table of a cloud, in the rows of `service` or else in those that are not Compute Engine's. */
function listed(cloud: string, service?: string): string[] {
  const table = README.split('\n\n').find((block) => block.startsWith(`| ${cloud} `)) ?? '';
  const rows = table.split('\n').slice(2);
  return rows.flatMap((row) => {
    const [, name = '', names = ''] = row.split('|');
    const isMeant = service === undefined ? !name.includes('Compute Engine') : name.trim().split(':')[0] === service;
    return isMeant ? [...names.matchAll(/`([^`]+)`/g)].map(([, action = '']) => action) : [];
  });
}

const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted();

describe('the README of the local cloud lists what there is', () => {
  it.each([
    ['EC2', actions.keys()],
    ['Auto Scaling', Object.keys(autoScalingActions)],
    ['Lambda', lambdaActions],
    ['SQS', Object.keys(sqsActions)],
    ['EventBridge', Object.keys(eventsActions)],
    ['CloudWatch Logs', Object.keys(logsActions)],
    ['IAM', Object.keys(iamActions)],
  ])('of %s', (service, served) => {
    expect(listed('AWS', service).toSorted()).toEqual(sorted(served));
  });

  it('of Compute Engine', () => {
    const served = computeActions();
    expect(listed('GCP', 'Compute Engine').toSorted()).toEqual(sorted(served));
  });

  it('of the other APIs of GCP', () => {
    expect(listed('GCP').toSorted()).toEqual(sorted(ROUTES.map(({ action }) => action)));
  });
});
