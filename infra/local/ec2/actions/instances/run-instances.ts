import { invalidValue, missingParameter } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import { zonesOf } from '../../backend/instances/catalogue.ts';
import { launch } from '../../backend/instances/launch.ts';
import { launchOf } from '../../backend/instances/launch-data.ts';
import { versionOf } from '../../backend/instances/launch-templates.ts';
import { write, type Actions } from '../action.ts';
import { readLaunchData } from './launch-data.ts';
import { readTemplateReference } from './launch-templates.ts';
import { reservationXml } from './xml.ts';

export const runInstancesActions: Actions = {
  RunInstances: write((state, params) => {
    const zone = params.within('Placement').text('AvailabilityZone');
    if (zone !== undefined && !zonesOf(state).includes(zone)) {
      throw invalidValue(`Invalid availability zone: [${zone}]`);
    }
    const reference = readTemplateReference(params.within('LaunchTemplate'));
    const template = reference && versionOf(state, reference).data;
    const data = readLaunchData(params);
    if (template?.imageId === undefined) params.need('ImageId');
    const count = readCount(params);
    const input = { ...launchOf(template, data), count, clientToken: params.text('ClientToken') };
    const instances = launch(state, input);
    return reservationXml(state, instances[0]?.reservationId ?? '', instances);
  }),
};

function readCount(params: Params): number {
  const [least, most] = [params.integer('MinCount'), params.integer('MaxCount')];
  if (least === undefined) throw missingParameter('MinCount');
  if (most === undefined) throw missingParameter('MaxCount');
  if (least < 1 || most < least) {
    throw invalidValue(`Invalid value '${least}..${most}' for the count of instances.`);
  }
  return most;
}
