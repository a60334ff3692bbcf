import type { AuditLog } from '../../audit/log.ts';
import { ApiError, required } from '../../errors.ts';
import { nameOf, projectOf, scopeOf } from '../../links.ts';
import type { Caller, Mutation } from '../../operations/mutation.ts';
import { draftInstance, putInstance, removeInstance, setStatus, type InstanceInput } from './instances.ts';
import type { State } from '../state.ts';
import type { Instance } from '../model.ts';

export interface BulkInput {
  readonly count?: string | number | undefined;
  readonly namePattern?: string | undefined;
  readonly perInstanceProperties?: Readonly<Record<string, unknown>> | undefined;
  readonly instanceProperties?: InstanceInput | undefined;
}

const MOST_AT_ONCE = 1000;

/** Many instances at once: all are there when the request is accepted, and all boot together. */
export function bulkInsertion(
  state: State,
  audit: AuditLog,
  collection: string,
  input: BulkInput,
  caller: Caller,
): Mutation {
  const properties = input.instanceProperties;
  if (properties === undefined) throw required('resource.instanceProperties');
  const names = namesOf(state, collection, input);
  const members: Instance[] = [];
  const discard = () => members.splice(0).forEach((member) => removeInstance(state, member.path));
  return {
    ...identity(state, collection),
    locks: names.map((name) => `${collection}/${name}`),
    begin: () => {
      try {
        // One after the other, for each takes the next free address.
        for (const name of names) members.push(newMember(state, collection, { ...properties, name }));
      } catch (error) {
        discard();
        throw error;
      }
    },
    run: () => members.forEach((member) => setStatus(state, member, 'STAGING')),
    finish: () => {
      members.forEach((member) => setStatus(state, member, 'RUNNING'));
      members.forEach((member) => audit.bulkMember(member, caller));
    },
    fail: discard,
  };
}

const newMember = (state: State, collection: string, input: InstanceInput) =>
  putInstance(state, draftInstance(state, collection, input));

/** The parent's own entries name the collection, not an instance. */
function identity(state: State, collection: string) {
  const project = projectOf(collection);
  const action = 'instances.bulkInsert';
  const labels = { method: `compute.${action}`, service: 'compute.googleapis.com', project_id: project };
  return {
    action,
    target: `projects/${project}`,
    targetId: state.projectNumber(project),
    scope: scopeOf(collection),
    auditedAs: { resourceName: collection, type: 'audited_resource', labels },
  };
}

function namesOf(state: State, collection: string, input: BulkInput): string[] {
  const named = Object.keys(input.perInstanceProperties ?? {});
  if (named.length > 0) return named;
  const count = Number(input.count);
  if (!Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE) {
    throw new ApiError('invalid', `Invalid value for field 'resource.count': '${input.count}'.`);
  }
  const [, head, hashes, tail] = /^([^#]*)(#+)([^#]*)$/.exec(input.namePattern ?? '') ?? [];
  if (head === undefined || hashes === undefined || tail === undefined) {
    throw new ApiError('invalid', `Invalid value for field 'resource.namePattern': '${input.namePattern}'.`);
  }
  const start = highest(state, collection, head, tail) + 1;
  return Array.from({ length: count }, (_, index) => head + String(start + index).padStart(hashes.length, '0') + tail);
}

/** The highest number in use under the pattern: new names go on from there. */
function highest(state: State, collection: string, head: string, tail: string): number {
  const numbers = state.instances.list(collection).map(({ path }) => {
    const name = nameOf(path);
    const digits =
      name.startsWith(head) && name.endsWith(tail) ? name.slice(head.length, name.length - tail.length) : '';
    return /^\d+$/.test(digits) ? Number(digits) : 0;
  });
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}
