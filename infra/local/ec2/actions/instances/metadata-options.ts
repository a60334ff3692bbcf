import { setMetadataTags } from '../../backend/instances/metadata-options.ts';
import type { Instance } from '../../backend/model.ts';
import { invalidValue } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { write, type Actions } from '../action.ts';

export const metadataOptionActions: Actions = {
  ModifyInstanceMetadataOptions: write((state, params) => {
    const id = params.need('InstanceId');
    const shown = readMetadataTags(params) ?? state.instances.need(id).showsTagsInMetadata;
    return { instanceId: id, instanceMetadataOptions: metadataOptionsXml(setMetadataTags(state, id, shown)) };
  }),
};

/** Whether the metadata shows the tags; undefined where the request does not say. */
export function readMetadataTags(params: Params): boolean | undefined {
  const value = params.text('InstanceMetadataTags');
  if (value === undefined) return undefined;
  if (value !== 'enabled' && value !== 'disabled') {
    throw invalidValue(`Value (${value}) for parameter InstanceMetadataTags is invalid.`);
  }
  return value === 'enabled';
}

export function metadataOptionsXml({ showsTagsInMetadata }: Instance): XmlObject {
  return { state: 'applied', instanceMetadataTags: showsTagsInMetadata ? 'enabled' : 'disabled' };
}
