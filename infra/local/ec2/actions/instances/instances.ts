import type { XmlObject } from '../../../common/xml.ts';
import {
  startInstances,
  stopInstances,
  terminateInstances,
  type Transition,
} from '../../backend/instances/lifecycle.ts';
import type { Instance } from '../../backend/model.ts';
import { missingParameter } from '../../errors.ts';
import type { State } from '../../backend/state.ts';
import { read, write, type Action, type Actions } from '../action.ts';
import { instanceFilters } from './filters.ts';
import { reservationXml, stateXml } from './xml.ts';
import { list } from '../listing.ts';

export const instanceActions: Actions = {
  DescribeInstances: read((state, params) => {
    const { items, nextToken } = list(state, params, {
      table: state.instances,
      idParameter: 'InstanceId',
      idsName: 'instancesSet',
      filters: instanceFilters(state),
    });
    return { reservationSet: reservations(state, items), nextToken };
  }),
  TerminateInstances: transition(terminateInstances),
  StopInstances: transition(stopInstances),
  StartInstances: transition(startInstances),
};

function reservations(state: State, instances: readonly Instance[]): XmlObject[] {
  const groups = Map.groupBy(instances, (instance) => instance.reservationId);
  return [...groups].map(([id, members]) => reservationXml(state, id, members));
}

function transition(change: (state: State, ids: readonly string[]) => Transition[]): Action {
  return write((state, params) => {
    const ids = params.list('InstanceId');
    if (ids.length === 0) throw missingParameter('InstanceId');
    return { instancesSet: change(state, ids).map(transitionXml) };
  });
}

function transitionXml({ instanceId, previous, current }: Transition): XmlObject {
  return { instanceId, currentState: stateXml(current), previousState: stateXml(previous) };
}
