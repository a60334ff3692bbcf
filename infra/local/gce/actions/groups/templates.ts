import { z } from 'zod';
import { alreadyExists, ApiError, notFound, required } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import { canonicalLinks, linkTo, nameOf } from '../../links.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { isJson, type Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { requireName } from '../../backend/names.ts';
import type { InstanceTemplate } from '../../backend/groups/model.ts';
import { bodyOf, text } from '../body.ts';
import { addCollection } from '../collection.ts';
import { instanceInput } from '../instances/body.ts';
import { deletionOf, insertionOf } from '../mutations.ts';

const store = (call: ApiCall) => call.service.state.instanceTemplates;

const schema = z.object({ name: text, description: text, properties: z.unknown() });

export function addInstanceTemplates(router: Router<Endpoint>): void {
  const path = 'projects/*/global/instanceTemplates';
  addCollection(router, { name: 'instanceTemplates', path, store, render: templateJson, insertion, deletion });
}

function insertion(call: ApiCall): Mutation {
  const { name, description, properties } = bodyOf(schema, call.body);
  const path = `${call.path}/${requireName(name)}`;
  if (store(call).get(path) !== undefined) throw alreadyExists(path);
  const shown = canonicalLinks(properties);
  if (!isJson(shown)) throw required('resource.properties');
  const resource = call.service.state.newResource(path, description);
  const draft: InstanceTemplate = { ...resource, properties: shown, input: instanceInput(properties) };
  return insertionOf(call, draft, () => store(call).put(draft));
}

function deletion(call: ApiCall): Mutation {
  const users = [...call.service.state.groupManagers.values()].filter(({ template }) => template === call.path);
  const [user] = users;
  if (user !== undefined) {
    const sentence = `The instance_template resource '${call.path}' is already being used by '${user.path}'`;
    throw new ApiError('resourceInUseByAnotherResource', sentence);
  }
  return deletionOf(call, store(call), () => store(call).delete(call.path));
}

/** The path of a template that must be there. */
export function requireTemplate(call: ApiCall, path: string): string {
  if (store(call).get(path) === undefined) throw notFound(path);
  return path;
}

function templateJson(template: InstanceTemplate): Json {
  return {
    kind: 'compute#instanceTemplate',
    id: template.id,
    creationTimestamp: resourceTime(template.created),
    name: nameOf(template.path),
    description: template.description,
    properties: template.properties,
    selfLink: linkTo(template.path),
  };
}
