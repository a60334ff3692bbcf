import { invalidCombination, invalidValue } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import type { XmlValue } from '../../../common/xml.ts';
import * as attributes from '../../backend/instances/attributes.ts';
import { primaryInterface } from '../../backend/network/interfaces.ts';
import type { Instance } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { groupSet } from './xml.ts';
import { command, read, type Actions } from '../action.ts';

export const instanceAttributeActions: Actions = {
  DescribeInstanceAttribute: read((state, params) => {
    const instance = state.instances.need(params.need('InstanceId'));
    const attribute = params.need('Attribute');
    return { instanceId: instance.id, [attribute]: attributeXml(state, instance, attribute) };
  }),
  ModifyInstanceAttribute: command((state, params) => {
    const instanceId = params.need('InstanceId');
    const given = readAttributes(params);
    if (given.size !== 1) throw invalidCombination('Exactly one attribute must be specified.');
    for (const [name, value] of given) modify(state, instanceId, name, value);
  }),
};

const modifiable = ['SourceDestCheck', 'UserData', 'InstanceType'] as const;
type Modifiable = (typeof modifiable)[number];

function attributeXml(state: State, instance: Instance, attribute: string): XmlValue {
  switch (attribute) {
    case 'userData':
      return { value: instance.userData };
    case 'instanceType':
      return { value: instance.instanceType };
    case 'sourceDestCheck':
      return { value: attributes.instanceSourceDestCheck(state, instance.id) };
    case 'groupSet':
      return groupSet(state, primaryInterface(state, instance.id)?.groupIds ?? []);
    default:
      throw invalidValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  }
}

/** The newer form is `SourceDestCheck.Value=false`, the older `Attribute=sourceDestCheck&Value=false`. */
function readAttributes(params: Params): Map<Modifiable, Params> {
  const older = params.text('Attribute')?.toLowerCase();
  return new Map(
    modifiable.flatMap((name) => {
      const holder = older === name.toLowerCase() ? params : params.within(name);
      return holder.text('Value') === undefined ? [] : [[name, holder]];
    }),
  );
}

function modify(state: State, instanceId: string, name: Modifiable, holder: Params): void {
  switch (name) {
    case 'SourceDestCheck':
      return attributes.setInstanceSourceDestCheck(state, instanceId, holder.flag('Value') ?? true);
    case 'UserData':
      return attributes.modifyUserData(state, instanceId, holder.text('Value') ?? '');
    case 'InstanceType':
      return attributes.modifyInstanceType(state, instanceId, holder.need('Value'));
  }
}
