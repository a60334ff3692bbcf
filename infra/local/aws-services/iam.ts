import * as z from 'zod/mini';
import { xmlDocument, type XmlObject } from '../common/xml.ts';
import type { Params } from '../ec2/http/params.ts';
import type { AwsServices, Role } from './model.ts';
import { parse, ServiceError, type WireResponse } from './wire.ts';

/** The version of IAM's API, by which its requests are told from those of EC2. */
export const IAM_VERSION = '2010-05-08';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

const Values = z.union([z.string(), z.array(z.string())]);

const Statement = z.object({
  Effect: z.string(),
  Action: Values,
  Condition: z.optional(z.record(z.string(), z.record(z.string(), Values))),
});

const Policy = z.object({ Statement: z.array(Statement) });

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const TAG_KEYS = 'aws:TagKeys';

/** Of all conditions only those on the keys of tags are kept. */
export function tagKeysIn({ Condition = {} }: { readonly Condition?: Conditions | undefined }): string[] {
  const compared = Object.entries(Condition).filter(([operator]) => operator.startsWith('ForAllValues:'));
  return compared.flatMap(([, keys]) => keys[TAG_KEYS] ?? []);
}

function need(params: Params, name: string): string {
  const value = params.text(name) ?? '';
  if (value !== '') return value;
  const rule = `Value null at '${name}' failed to satisfy constraint: Member must not be null`;
  throw new ServiceError('ValidationError', `1 validation error detected: ${rule}`);
}

function roleBy(services: AwsServices, name: string): Role {
  const role = services.roles.get(name);
  if (role === undefined) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return role;
}

function statementsIn(document: string): z.infer<typeof Statement>[] {
  return parse(Policy, document).Statement.filter(({ Effect }) => Effect === 'Allow');
}

const actionsIn = (document: string) => statementsIn(document).flatMap(({ Action }) => Action);

const members = (params: Params, name: string) => params.within(name).list('member');

/** The keys of tags that a simulated request writes. */
function requestedTagKeys(params: Params): string[] {
  const entries = params.within('ContextEntries').structs('member');
  return entries
    .filter((entry) => entry.text('ContextKeyName') === TAG_KEYS)
    .flatMap((entry) => members(entry, 'ContextKeyValues'));
}

function mayTag({ tagKeys }: Role, keys: readonly string[]): boolean {
  const matches = (key: string) => (pattern: string) =>
    pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
  return keys.every((key) => [...tagKeys].some(matches(key)));
}

function simulate(services: AwsServices, params: Params): XmlObject {
  const role = roleBy(services, need(params, 'PolicySourceArn').split('/').at(-1) ?? '');
  const isAllowed = (action: string) =>
    role.allowed.has(action) && (!action.endsWith('Tags') || mayTag(role, requestedTagKeys(params)));
  const resources = members(params, 'ResourceArns');
  const results = members(params, 'ActionNames').flatMap((action) =>
    (resources.length === 0 ? ['*'] : resources).map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: isAllowed(action) ? 'allowed' : 'implicitDeny',
    })),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

interface Call {
  readonly requestId: string;
  readonly services: AwsServices;
  readonly params: Params;
  /** Grants the caller this action. */
  readonly grant: (action: string) => void;
}

/** Undefined: the answer has no result. */
export const iamActions: Readonly<Record<string, (call: Call) => XmlObject | undefined>> = {
  SimulatePrincipalPolicy: ({ services, params }) => simulate(services, params),
  PutRolePolicy: ({ services, params }) => {
    const { allowed, tagKeys } = roleBy(services, need(params, 'RoleName'));
    const document = need(params, 'PolicyDocument');
    for (const action of actionsIn(document)) allowed.add(action);
    for (const key of statementsIn(document).flatMap(tagKeysIn)) tagKeys.add(key);
    return undefined;
  },
  // There is one user, who may do everything that no fault forbids.
  PutUserPolicy: ({ params, grant }) => {
    for (const action of actionsIn(need(params, 'PolicyDocument'))) grant(action);
    return undefined;
  },
};

export function iamCall(call: Call): { readonly action: string; readonly run: () => WireResponse } | undefined {
  const action = call.params.text('Action') ?? '';
  const answer = iamActions[action];
  if (answer === undefined) return undefined;
  const ResponseMetadata = { RequestId: call.requestId };
  return {
    action,
    run: () => xml(200, `${action}Response`, { [`${action}Result`]: answer(call), ResponseMetadata }),
  };
}

export function iamError({ code, message, status }: ServiceError, requestId: string): WireResponse {
  const error = { Type: 'Sender', Code: code, Message: message };
  return xml(status, 'ErrorResponse', { Error: error, RequestId: requestId });
}

function xml(status: number, name: string, fields: XmlObject): WireResponse {
  return { status, headers: {}, body: xmlDocument(name, NAMESPACE, fields, 'member') };
}
