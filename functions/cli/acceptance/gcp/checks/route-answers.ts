import { randomUUID } from 'node:crypto';
import { pathOfLink } from '../../../../../shared/gcp/names.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { outcomeOf } from '../../outcome.ts';
import { type Answer, answerTo, finish, Operation, send, write } from '../compute.ts';
import { insertionOf } from '../routes.ts';
import { type Launched, MANUAL_ROUTES, instancesPath } from '../sandbox.ts';
import type { Trial } from '../trial.ts';

const inWords = (answer: Answer): string => {
  if (answer.kind === 'taken') return 'taken';
  return answer.by === 'request' ? `the request is refused: ${answer.code}` : `the operation fails: ${answer.code}`;
};

/** Makes the routes that the later checks look at. */
export async function makeManualRoutes(trial: Trial, { name, address }: Launched): Promise<void> {
  const { compute, sandbox } = trial;
  const link = `projects/${compute.project}/${instancesPath(sandbox)}/${name}`;
  await checkWait(trial, address);
  const byInstance = { nextHopInstance: link };
  await write(compute, insertionOf(compute, sandbox, 'by-instance', MANUAL_ROUTES.byInstance, byInstance));
}

async function checkWait({ compute, sandbox, clock, results }: Trial, nextHopIp: string): Promise<void> {
  const insertion = insertionOf(compute, sandbox, 'by-address', MANUAL_ROUTES.byAddress, { nextHopIp });
  const operation = await send(compute, insertion);
  const since = clock.now();
  const path = `${pathOfLink(operation.selfLink)}/wait`;
  const call = {
    api: 'compute',
    path,
    body: {},
    schema: Operation,
    permission: 'compute.globalOperations.get',
  } as const;
  const answer = await compute.rest.get(call);
  const seconds = Math.round((clock.now() - since) / 1000);
  const isDone = answer?.status === 'DONE';
  results.add('wait', outcomeOf(isDone, isDone ? `done, after ${seconds} s` : `${answer?.status} after ${seconds} s`));
  await finish(compute, operation);
}

export async function checkAtOnce({ compute, sandbox, results }: Trial, { address }: Launched): Promise<void> {
  const writes = MANUAL_ROUTES.atOnce.map((range, index) =>
    answerTo(compute, insertionOf(compute, sandbox, `at-once-${index}`, range, { nextHopIp: address })),
  );
  const refused = (await Promise.all(writes)).find(({ kind }) => kind === 'refused');
  results.add('at-once', outcomeOf(refused === undefined, refused === undefined ? 'both go on' : inWords(refused)));
}

export async function checkTakenName({ compute, sandbox, results }: Trial, { address }: Launched): Promise<void> {
  const insertion = insertionOf(compute, sandbox, 'by-address', MANUAL_ROUTES.byAddress, { nextHopIp: address });
  const answer = await answerTo(compute, insertion);
  const isRefused = answer.kind === 'refused' && answer.by === 'request';
  results.add('taken-name', outcomeOf(isRefused, inWords(answer)));
}

export async function checkOutsideSubnets({ compute, sandbox, results }: Trial): Promise<void> {
  // TEST-NET-1, which is nobody's.
  const hop = { nextHopIp: '192.0.2.1' };
  const answer = await answerTo(compute, insertionOf(compute, sandbox, 'outside', MANUAL_ROUTES.outside, hop));
  results.add('outside-subnets', outcomeOf(answer.kind === 'refused', inWords(answer)));
}

export async function checkEqualRoute({ compute, sandbox, results }: Trial, { address }: Launched): Promise<void> {
  const hop = { nextHopIp: address };
  const answer = await answerTo(compute, insertionOf(compute, sandbox, 'equal', MANUAL_ROUTES.byAddress, hop));
  results.add('equal-route', outcomeOf(answer.kind === 'taken', inWords(answer)));
}

/** podroutes sends an insertion that got no answer again, with its id. */
export async function checkRepeatedRequest({ compute, sandbox, results }: Trial, { address }: Launched): Promise<void> {
  const insertion = insertionOf(compute, sandbox, 'repeated', MANUAL_ROUTES.repeated, { nextHopIp: address });
  const repeated = { ...insertion, requestId: randomUUID() };
  const first = await send(compute, repeated);
  const second = await send(compute, repeated).catch((error: unknown) => {
    if (!(error instanceof CloudError)) throw error;
    return error.code;
  });
  const isSame = typeof second !== 'string' && second.name === first.name;
  const observed = typeof second === 'string' ? `refused: ${second}` : 'another operation';
  results.add('repeated-request', outcomeOf(isSame, isSame ? 'the same operation' : observed));
  await finish(compute, first);
}
