import type { CallLog } from '../../common/call-log.ts';
import { type BrokenConnection, ConnectionBroken } from '../../common/broken-connection.ts';
import { connectionError, type Fault, type FaultInjector } from '../../common/fault-injector.ts';
import { actions } from '../actions/index.ts';
import type { Action } from '../actions/action.ts';
import { Ec2Error } from '../errors.ts';
import type { Params } from './params.ts';
import type { StaleReads } from '../stale-reads.ts';
import { xmlDocument, type XmlObject, xmlOf } from '../../common/xml.ts';
import type { Ec2Backend } from '../backend/backend.ts';

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';
const VERSION = '2016-11-15';
const NAMESPACE = `http://ec2.amazonaws.com/doc/${VERSION}/`;

/** What answers a call: the account, its call log and its planned faults. */
export interface Service {
  readonly backend: Ec2Backend;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  readonly stale: StaleReads;
}

export interface QueryResponse {
  readonly status: number;
  readonly requestId: string;
  readonly xml: string;
}

/** Answers one call and records it. A string: how it gets no answer. */
export function answer(service: Service, params: Params, signature?: string): QueryResponse | BrokenConnection {
  const requestId = service.backend.state.ids.uuid('request');
  const name = params.text('Action') ?? '';
  try {
    checkScope(service, signature);
    const fields = { requestId, ...execute(service, name, params) };
    const xml = PROLOG + xmlDocument(`${name}Response`, NAMESPACE, fields, 'item');
    service.calls.record({ action: name });
    return { status: 200, requestId, xml };
  } catch (error) {
    if (error instanceof ConnectionBroken) {
      service.calls.record({ action: name, error: error.name });
      return error.connection;
    }
    const { code, message, status } = asEc2Error(error);
    service.calls.record({ action: name, error: code });
    const response = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
    return { status, requestId, xml: PROLOG + xmlOf({ Response: response }, 'item') };
  }
}

function execute(service: Service, name: string, params: Params): XmlObject {
  checkVersion(params);
  const action = actions.get(name);
  if (action === undefined) throw unknownAction(name);
  if (!service.faults.admit(name)) throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.');
  const fault = service.faults.next(name);
  if (fault !== undefined && fault.when !== 'after') throw faultError(service, name, fault);
  if (params.flag('DryRun') === true) return runDry(service, action, params);
  const body = run(service, name, action, params);
  if (fault !== undefined) throw faultError(service, name, fault);
  return body;
}

/** Permissions are checked, and that is all, unless the variant says otherwise: a write that throws is undone. */
function runDry({ backend }: Service, action: Action, params: Params): never {
  const success = new Ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  if (!backend.settings.variants.dryRunValidates) throw success;
  return backend.write((state) => {
    action.run(state, params);
    throw success;
  });
}

function run({ backend, stale }: Service, name: string, action: Action, params: Params): XmlObject {
  if (action.kind === 'write') return backend.write((state) => action.run(state, params));
  const read = () => action.run(backend.state, params);
  return stale.take(name) ? backend.state.journal.beforeLatest(read) : read();
}

/** Signatures are not checked, but that they are for this region: `Credential=KEY/DATE/REGION/ec2/aws4_request`. */
function checkScope({ backend }: Service, signature = ''): void {
  const [, , region = backend.state.region] = /Credential=([^,\s]+)/.exec(signature)?.[1]?.split('/') ?? [];
  if (region !== backend.state.region) {
    throw new Ec2Error('AuthFailure', 'Credential should be scoped to a valid region.');
  }
}

/** EC2 has older versions too, with answers that nothing here is made for. */
function checkVersion(params: Params): void {
  const version = params.text('Version') ?? VERSION;
  if (version === VERSION) return;
  throw new Ec2Error('NoSuchVersion', `The requested version (${version}) of service AmazonEC2 does not exist`);
}

function unknownAction(name: string): Ec2Error {
  if (name === '') return new Ec2Error('MissingAction', 'The request must contain the parameter Action');
  return new Ec2Error('InvalidAction', `The action ${name} is not valid for this web service.`);
}

function faultError({ backend }: Service, action: string, fault: Fault): Error {
  const { code, message, status } = fault;
  const broken = connectionError(fault);
  if (broken !== undefined) return broken;
  return new Ec2Error(code, message ?? usualMessage(backend.state.account, action, code), status);
}

function usualMessage(account: string, action: string, code: string): string {
  if (code === 'UnauthorizedOperation') {
    const user = `arn:aws:iam::${account}:user/local`;
    return (
      `You are not authorized to perform this operation. User: ${user} is not authorized to perform: ` +
      `ec2:${action} because no identity-based policy allows the ec2:${action} action`
    );
  }
  return code === 'RequestLimitExceeded' ? 'Request limit exceeded.' : `${code} was planned for ${action}.`;
}

function asEc2Error(error: unknown): Ec2Error {
  if (error instanceof Ec2Error) return error;
  return new Ec2Error('InternalError', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
