import { notFound } from '../../errors.ts';
import { nameOf, projectOf, scopeOf } from '../../links.ts';
import type { InstanceInput } from '../instances/instances.ts';
import type { State } from '../state.ts';
import type { InstanceGroupManager } from './model.ts';

/** The instance that the group's template describes, with the metadata by which it knows where it comes from. */
export function memberInput(state: State, manager: InstanceGroupManager, name: string): InstanceInput {
  const template = state.instanceTemplates.get(manager.template);
  if (template === undefined) throw notFound(manager.template);
  const number = state.projectNumber(projectOf(manager.path));
  const zone = nameOf(scopeOf(manager.path));
  const items = [
    ...(template.input.metadata?.items ?? []),
    { key: 'instance-template', value: `projects/${number}/global/instanceTemplates/${nameOf(template.path)}` },
    { key: 'created-by', value: `projects/${number}/zones/${zone}/instanceGroupManagers/${nameOf(manager.path)}` },
  ];
  return { ...template.input, name, metadata: { items } };
}
