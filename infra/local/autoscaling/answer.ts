import type { CallLog } from '../common/call-log.ts';
import { type BrokenConnection, ConnectionBroken } from '../common/broken-connection.ts';
import { connectionError, type FaultInjector } from '../common/fault-injector.ts';
import { xmlDocument, type XmlObject } from '../common/xml.ts';
import { Ec2Error } from '../ec2/errors.ts';
import type { QueryResponse } from '../ec2/http/dispatch.ts';
import type { Params } from '../ec2/http/params.ts';
import { autoScalingActions } from './actions/index.ts';
import type { Fleet } from './groups/model.ts';
import { tokenFor } from './lifecycle-actions.ts';

const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

const documentOf = (name: string, fields: XmlObject) => xmlDocument(name, NAMESPACE, fields, 'member');

interface Context {
  readonly fleet: Fleet;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
}

/** Answers one call and records it. A string: how it gets no answer. */
export function answer(context: Context, params: Params): QueryResponse | BrokenConnection {
  const { calls } = context;
  const requestId = tokenFor(1_000_000 + calls.count());
  const name = params.text('Action') ?? '';
  try {
    const result = execute(context, name, params);
    calls.record({ action: name });
    const fields = { [`${name}Result`]: result, ResponseMetadata: { RequestId: requestId } };
    return { status: 200, requestId, xml: documentOf(`${name}Response`, fields) };
  } catch (error) {
    if (error instanceof ConnectionBroken) return error.connection;
    if (!(error instanceof Ec2Error)) throw error;
    calls.record({ action: name, error: error.code });
    const fields = { Error: { Type: 'Sender', Code: error.code, Message: error.message }, RequestId: requestId };
    return { status: error.status, requestId, xml: documentOf('ErrorResponse', fields) };
  }
}

function execute({ fleet, faults }: Context, name: string, params: Params): XmlObject | undefined {
  const fault = faults.next(name);
  const error =
    fault && (connectionError(fault) ?? new Ec2Error(fault.code, fault.message ?? fault.code, fault.status));
  if (error !== undefined && fault?.when !== 'after') throw error;
  const action = autoScalingActions[name];
  if (action === undefined) throw new Ec2Error('InvalidAction', `${name} is not valid here.`);
  const result = action(fleet, params);
  if (error !== undefined) throw error;
  return result;
}
