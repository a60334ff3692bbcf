import { z } from 'zod';
import { alreadyExists, ApiError, invalidField, notFound, required } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import { canonicalLinks, nameOf, projectOf, resolveReference } from '../../links.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { isJson } from '../../query/json.ts';
import type { InstanceGroupManager } from '../../backend/groups/model.ts';
import { ZONES } from '../../backend/locations.ts';
import { requireName } from '../../backend/names.ts';
import { aggregatedOf } from '../aggregated.ts';
import { bodyOf, text } from '../body.ts';
import { addCollection, mutating, reading } from '../collection.ts';
import { deletionOf, insertionOf } from '../mutations.ts';
import { managedJson, managerJson } from './json.ts';
import { requireTemplate } from './templates.ts';

const NAME = 'instanceGroupManagers';

const store = (call: ApiCall) => call.service.state.groupManagers;

const known = {
  name: text,
  description: text,
  baseInstanceName: text,
  instanceTemplate: text,
  targetSize: z.coerce.number().int().min(0).default(0),
  versions: z.array(z.object({ instanceTemplate: text })).optional(),
};

export function addGroupManagers(router: Router<Endpoint>): void {
  const path = `projects/*/zones/*/${NAME}`;
  addCollection(router, { name: NAME, path, store, render: managerJson, insertion, deletion });
  const places = { kind: 'zones', names: ZONES } as const;
  router.add('GET', `projects/*/aggregated/${NAME}`, aggregatedOf(NAME, places, store, managerJson));
  const listing = { ...reading(`${NAME}.listManagedInstances`, managedInstances), verb: true };
  router.add('POST', `${path}/*/listManagedInstances`, listing);
  const changes = { resize, recreateInstances, deleteInstances, setInstanceTemplate };
  for (const [verb, change] of Object.entries(changes)) {
    router.add('POST', `${path}/*/${verb}`, mutating(`${NAME}.${verb}`, change, true));
  }
}

function insertion(call: ApiCall): Mutation {
  const { name, description, baseInstanceName, instanceTemplate, versions, targetSize } = bodyOf(
    z.object(known),
    call.body,
  );
  const path = `${call.path}/${requireName(name)}`;
  if (store(call).get(path) !== undefined) throw alreadyExists(path);
  const { state } = call.service;
  const draft: InstanceGroupManager = {
    ...state.newResource(path, description),
    template: templateIn(call, instanceTemplate ?? versions?.[0]?.instanceTemplate),
    baseName: baseInstanceName ?? nameOf(path),
    targetSize,
    fingerprint: state.ids.fingerprint(),
    members: [],
    extra: extraOf(call.body),
  };
  return insertionOf(call, draft, () => store(call).put(draft));
}

function extraOf(body: unknown) {
  const others = isJson(body) ? Object.entries(body).filter(([key]) => !(key in known)) : [];
  return Object.fromEntries(others.map(([key, value]) => [key, canonicalLinks(value)]));
}

/** The group is there until its instances are gone. */
function deletion(call: ApiCall): Mutation {
  return deletionOf(call, store(call), () => {
    const { groups } = call.service;
    const manager = managerOf(call);
    // First, so that nothing brings the instances back.
    store(call).delete(call.path);
    groups.deleteMembers(manager);
  });
}

function resize(call: ApiCall): Mutation {
  const size = call.query.get('size') ?? '';
  if (!/^\d{1,4}$/.test(size)) throw invalidField('size', size, 'Must be a number that is not negative.');
  return changing(call, (manager) => store(call).put({ ...manager, targetSize: Number(size) }));
}

function setInstanceTemplate(call: ApiCall): Mutation {
  const { instanceTemplate } = bodyOf(z.object({ instanceTemplate: text }), call.body);
  const template = templateIn(call, instanceTemplate);
  return changing(call, (manager) => store(call).put({ ...manager, template }));
}

function recreateInstances(call: ApiCall): Mutation {
  const names = namesIn(call);
  return changing(call, (manager) => call.service.groups.change(manager, names, { recreation: 'asked' }));
}

function deleteInstances(call: ApiCall): Mutation {
  const names = namesIn(call);
  return changing(call, (manager) => {
    const targetSize = manager.targetSize - names.length;
    call.service.groups.change({ ...manager, targetSize }, names, { goal: 'gone' });
  });
}

/** A change of the group; what follows from it for the instances begins when it is done. */
function changing(call: ApiCall, change: (manager: InstanceGroupManager) => unknown): Mutation {
  call.service.operations.requireIdle(call.path);
  const { id } = managerOf(call);
  return { action: call.action, target: call.path, targetId: id, finish: () => void change(managerOf(call)) };
}

function managerOf(call: ApiCall): InstanceGroupManager {
  const manager = store(call).get(call.path);
  if (manager === undefined) throw notFound(call.path);
  return manager;
}

function templateIn(call: ApiCall, reference: string | undefined): string {
  if (reference === undefined) throw required('resource.instanceTemplate');
  const path = resolveReference(reference, `projects/${projectOf(call.path)}/global/instanceTemplates`);
  return requireTemplate(call, call.service.state.canonicalPath(path));
}

/** The members that the body names by their links. */
function namesIn(call: ApiCall): string[] {
  const { instances } = bodyOf(z.object({ instances: z.array(z.string()) }), call.body);
  const { members } = managerOf(call);
  return instances.map((link) => {
    const name = nameOf(link);
    if (members.some((member) => member.name === name && member.goal === 'exists')) return name;
    throw new ApiError('invalid', `The instance '${link}' is not a member of '${call.path}'.`);
  });
}

function managedInstances(call: ApiCall): object {
  const manager = managerOf(call);
  return { managedInstances: manager.members.map((member) => managedJson(call, manager, member)) };
}
