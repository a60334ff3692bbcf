import * as z from 'zod/mini';
import { readGcpConfig } from '../../../../../shared/gcp/config.ts';
import { POD_CIDR_KEY } from '../../../../../shared/gcp/pod-cidr-metadata.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { missingOwnPermissions } from '../../../doctor/gcp/permissions.ts';
import { CLUSTER_CIDR, NODE_RANGES } from '../../names.ts';
import { checkRouted } from '../../node-checks.ts';
import { outcomeOf } from '../../outcome.ts';
import { type Answer, answerTo, read } from '../compute.ts';
import { type Launched, instancesPath, readInstance } from '../sandbox.ts';
import type { Trial } from '../trial.ts';

export async function checkCanIpForward({ compute, sandbox, results }: Trial, { name }: Launched): Promise<void> {
  const isOn = (await readInstance(compute, sandbox, name))?.canIpForward === true;
  results.add('can-ip-forward', outcomeOf(isOn, isOn ? 'on' : 'off'));
}

/** Undefined: taken. Else the code with which a read is refused. */
async function refusalOf(reading: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await reading();
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'rejected') throw error;
    return error.code;
  }
}

const Page = z.object({ items: z.optional(z.array(z.record(z.string(), z.unknown()))) });
const Anything = z.record(z.string(), z.unknown());
const LISTING = { permission: 'compute.instances.list' };

export async function checkListings({ compute, sandbox, results }: Trial): Promise<void> {
  const headers = { 'x-goog-fieldmask': 'items(id)' };
  let shown: string[] = [];
  const refused = await refusalOf(async () => {
    const page = await read(compute, { path: instancesPath(sandbox), headers, schema: Page, ...LISTING });
    shown = [...new Set((page?.items ?? []).flatMap((item) => Object.keys(item)))];
  });
  const isHonoured = refused === undefined && shown.join() === 'id';
  const observed = refused === undefined ? 'left out of account' : `refused: ${refused}`;
  results.add('field-mask', outcomeOf(isHonoured, isHonoured ? 'honoured' : observed));
  const query = { returnPartialSuccess: 'true', maxResults: '1' };
  const partial = await refusalOf(() =>
    read(compute, { path: 'aggregated/instances', query, schema: Anything, ...LISTING }),
  );
  results.add(
    'partial-success',
    outcomeOf(partial === undefined, partial === undefined ? 'taken' : `refused: ${partial}`),
  );
}

/** Sets the metadata of an instance, by its name or id. */
async function tell({ compute, sandbox }: Trial, instance: string, value: string): Promise<Answer> {
  const found = await readInstance(compute, sandbox, instance);
  if (found === undefined) return { kind: 'refused', by: 'request', code: 'notFound' };
  const { fingerprint, items = [] } = found.metadata ?? {};
  const others = items.filter(({ key }) => key !== POD_CIDR_KEY);
  const path = `${instancesPath(sandbox)}/${instance}/setMetadata`;
  const body = { fingerprint, items: [...others, { key: POD_CIDR_KEY, value }] };
  return answerTo(compute, { path, body, permission: 'compute.instances.setMetadata' });
}

export async function checkToldLater(trial: Trial, { id, name }: Launched): Promise<void> {
  const [, range] = NODE_RANGES;
  const since = trial.clock.now();
  const answer = await tell(trial, id, range);
  const observed = answer.kind === 'taken' ? 'is found' : answer.code;
  trial.results.add('named-by-id', outcomeOf(answer.kind === 'taken', observed));
  if (answer.kind === 'refused') await tell(trial, name, range);
  await checkRouted(trial, 'told-later', range, since);
}

/** Of whoever runs it. */
export async function checkPermissions({ compute, sandbox, results }: Trial): Promise<void> {
  const { project, rest } = compute;
  const config = readGcpConfig({ GOOGLE_CLOUD_PROJECT: project, CLUSTER_NAME: sandbox.network, CLUSTER_CIDR });
  const missing = await missingOwnPermissions(rest, { config, tells: true });
  const names = missing.map(({ permission }) => permission);
  results.add('permissions', outcomeOf(names.length === 0, names.length === 0 ? 'granted' : `not ${names.join(', ')}`));
}
