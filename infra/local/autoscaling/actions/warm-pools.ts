import { converge } from '../groups/converge.ts';
import { isWarmed, type WarmPool } from '../groups/model.ts';
import { type Actions, groupOf, invalid } from './action.ts';
import { memberXml, warmPoolXml } from './xml.ts';

export const warmPoolActions: Actions = {
  PutWarmPool: (fleet, params) => {
    const group = groupOf(fleet, params);
    const maxPrepared = params.integer('MaxGroupPreparedCapacity') ?? group.warmPool?.maxPrepared;
    group.warmPool = {
      minSize: params.integer('MinSize') ?? group.warmPool?.minSize ?? 0,
      // -1 takes it back.
      maxPrepared: maxPrepared === -1 ? undefined : maxPrepared,
      state: poolState(params.text('PoolState') ?? group.warmPool?.state ?? 'Stopped'),
      isReused: params.within('InstanceReusePolicy').flag('ReuseOnScaleIn') ?? group.warmPool?.isReused ?? false,
    };
    converge(fleet, group);
    return {};
  },
  DeleteWarmPool: (fleet, params) => {
    const group = groupOf(fleet, params);
    group.warmPool = undefined;
    converge(fleet, group);
    return {};
  },
  DescribeWarmPool: (fleet, params) => {
    const group = groupOf(fleet, params);
    const pooled = [...group.members.values()].filter(isWarmed);
    return {
      WarmPoolConfiguration: group.warmPool && warmPoolXml(group.warmPool),
      Instances: pooled.map(memberXml),
    };
  },
};

function poolState(text: string): WarmPool['state'] {
  if (text === 'Stopped' || text === 'Running') return text;
  throw invalid(`The local cloud has no warm pool in the state ${text}`);
}
