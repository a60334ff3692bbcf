import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand, type Route } from '@aws-sdk/client-ec2';
import { notTried, type Outcome, outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import { type Launched, MANUAL_ROUTES } from '../sandbox.ts';
import { answerTo, settledRoute, stateOf, type Trial } from '../trial.ts';

type Target = { readonly InstanceId: string } | { readonly NetworkInterfaceId: string };

/** An instance may not be known everywhere right after its launch. */
const UNTIL_KNOWN = { deadline: 20_000, every: 500 };

function write(
  { ec2: { client, call }, sandbox: { tables } }: Trial,
  action: 'CreateRoute' | 'ReplaceRoute',
  destination: string,
  target: Target,
): Promise<{ code: string; message: string }> {
  const input = { RouteTableId: tables[0], DestinationCidrBlock: destination, ...target };
  const send = (): Promise<unknown> =>
    action === 'CreateRoute' ? client.send(new CreateRouteCommand(input)) : client.send(new ReplaceRouteCommand(input));
  return answerTo(() => call(action, tables[0], send));
}

/** The answer while the instance was `pending`; undefined when it may have come later. */
async function whilePending(
  trial: Trial,
  { id }: Launched,
  action: 'CreateRoute' | 'ReplaceRoute',
): Promise<string | undefined> {
  const answer = await waitFor({ ...trial, ...UNTIL_KNOWN }, async () => {
    const { code } = await write(trial, action, MANUAL_ROUTES.byInstance, { InstanceId: id });
    return code.endsWith('.NotFound') ? undefined : code;
  });
  const state = await stateOf(trial, id);
  return state === undefined || state === 'pending' ? answer : undefined;
}

/** To be called right after the launch. */
export async function checkPendingTarget(trial: Trial, instance: Launched): Promise<void> {
  const created = await whilePending(trial, instance, 'CreateRoute');
  if (created !== 'taken') {
    await write(trial, 'CreateRoute', MANUAL_ROUTES.byInstance, { NetworkInterfaceId: instance.networkInterface });
  }
  const replaced = await whilePending(trial, instance, 'ReplaceRoute');
  trial.results.add('pending-target', pendingOutcome(created, replaced));
}

function pendingOutcome(created: string | undefined, replaced: string | undefined): Outcome {
  const answers = [created, replaced];
  if (answers.includes(undefined)) return notTried('the instance ran before it could be tried');
  const isTaken = answers.every((answer) => answer === 'taken');
  return outcomeOf(isTaken, isTaken ? 'taken' : `CreateRoute: ${created}, ReplaceRoute: ${replaced}`);
}

const shown = (route: Route | undefined): string =>
  [route?.InstanceId && 'instance', route?.NetworkInterfaceId && 'interface'].filter(Boolean).join(' and ') || 'none';

export async function checkRouteIds(trial: Trial, { networkInterface }: Launched): Promise<void> {
  const [table] = trial.sandbox.tables;
  const { byInstance, byInterface } = MANUAL_ROUTES;
  await write(trial, 'CreateRoute', byInterface, { NetworkInterfaceId: networkInterface });
  const first = shown(await settledRoute(trial, table, byInstance));
  const second = shown(await settledRoute(trial, table, byInterface));
  const isBoth = [first, second].every((ids) => ids === 'instance and interface');
  const observed = isBoth ? 'both' : `made by instance: ${first}; made by interface: ${second}`;
  trial.results.add('route-ids', outcomeOf(isBoth, observed));
}

export async function checkIdenticalCreate(trial: Trial, { id }: Launched): Promise<void> {
  const { code } = await write(trial, 'CreateRoute', MANUAL_ROUTES.byInstance, { InstanceId: id });
  trial.results.add('identical-create', outcomeOf(code === 'taken', code === 'taken' ? 'succeeds' : code));
}

export async function checkMissingRoute(trial: Trial, { id }: Launched): Promise<void> {
  const { code, message } = await write(trial, 'ReplaceRoute', MANUAL_ROUTES.absent, { InstanceId: id });
  const isKnown = /no route defined/i.test(message);
  const observed = `${code}, ${isKnown ? '"There is no route defined for ..."' : 'in other words'}`;
  trial.results.add('missing-route', outcomeOf(code === 'InvalidParameterValue' && isKnown, observed));
}

export async function checkDryRun(trial: Trial): Promise<void> {
  const { client, call } = trial.ec2;
  const [RouteTableId] = trial.sandbox.tables;
  const input = { DryRun: true, RouteTableId, DestinationCidrBlock: MANUAL_ROUTES.absent };
  const send = () => client.send(new DeleteRouteCommand(input));
  const { code } = await answerTo(() => call('DeleteRoute', RouteTableId, send));
  trial.results.add('dry-run', outcomeOf(code === 'DryRunOperation', code));
}
