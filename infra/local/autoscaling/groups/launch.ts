import type { Instance } from '../../ec2/backend/model.ts';
import { launch } from '../../ec2/backend/instances/launch.ts';
import { launchOf } from '../../ec2/backend/instances/launch-data.ts';
import { requireTemplate, versionIn } from '../../ec2/backend/instances/launch-templates.ts';
import { addToGroup } from '../../ec2/backend/tags.ts';
import { activeMembers, type Fleet, type Group, type Member } from './model.ts';

/** The subnet with the fewest members, the first of them. */
function subnetFor(group: Group): string {
  const used = activeMembers(group).map(({ subnetId }) => subnetId);
  const count = (subnetId: string) => used.filter((each) => each === subnetId).length;
  const [subnetId = ''] = group.subnetIds.toSorted((a, b) => count(a) - count(b));
  return subnetId;
}

/** Launches an instance from the group's template, with the group's tags; it has them when its first event comes. */
export function launchInstance(
  fleet: Fleet,
  group: Group,
): { instance: Instance } & Pick<Member, 'template' | 'subnetId' | 'zone'> {
  const { backend } = fleet;
  const subnetId = subnetFor(group);
  const tags = [...group.tags.values()].filter(({ propagates }) => propagates);
  return backend.write((state) => {
    const template = requireTemplate(state, group.template);
    const { number, data } = versionIn(template, group.template.version);
    const own = { interfaces: [], only: { subnetId }, tags: new Map(tags.map(({ key, value }) => [key, value])) };
    const [instance] = launch(state, { ...launchOf(data, own), count: 1 });
    if (instance === undefined) throw new Error('nothing was launched');
    addToGroup(state, instance.id, group.name);
    const zone = state.subnets.need(subnetId).zone;
    return { instance, template: { id: template.id, name: template.name, version: number }, subnetId, zone };
  });
}
