import { type MetadataOptions, setMetadataOptions } from '../../backend/instances/metadata-options.ts';
import type { MetadataService } from '../../backend/model.ts';
import { invalidValue } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { write, type Actions } from '../action.ts';

export const metadataOptionActions: Actions = {
  ModifyInstanceMetadataOptions: write((state, params) => {
    const id = params.need('InstanceId');
    const instance = setMetadataOptions(state, id, readMetadataOptions(params));
    return { instanceId: id, instanceMetadataOptions: metadataOptionsXml(instance) };
  }),
};

/** What the request says of the metadata service, and no more. */
export function readMetadataOptions(params: Params): MetadataOptions {
  const isEnabled = choice(params, 'HttpEndpoint', 'enabled', 'disabled');
  const needsToken = choice(params, 'HttpTokens', 'required', 'optional');
  const hopLimit = params.integer('HttpPutResponseHopLimit');
  if (hopLimit !== undefined && (hopLimit < 1 || hopLimit > 64)) {
    throw invalidValue(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid.`);
  }
  return {
    showsTagsInMetadata: choice(params, 'InstanceMetadataTags', 'enabled', 'disabled'),
    metadataService: {
      ...(isEnabled === undefined ? {} : { isEnabled }),
      ...(needsToken === undefined ? {} : { needsToken }),
      ...(hopLimit === undefined ? {} : { hopLimit }),
    },
  };
}

/** Whether the parameter has the first of its two values. */
function choice(params: Params, name: string, yes: string, no: string): boolean | undefined {
  const value = params.text(name);
  if (value === undefined) return undefined;
  if (value !== yes && value !== no) throw invalidValue(`Value (${value}) for parameter ${name} is invalid.`);
  return value === yes;
}

interface Shown {
  readonly showsTagsInMetadata: boolean;
  readonly metadataService: MetadataService;
}

export function metadataOptionsXml({ showsTagsInMetadata, metadataService }: Shown): XmlObject {
  const { isEnabled, needsToken, hopLimit } = metadataService;
  return {
    state: 'applied',
    httpTokens: needsToken ? 'required' : 'optional',
    httpPutResponseHopLimit: hopLimit,
    httpEndpoint: isEnabled ? 'enabled' : 'disabled',
    httpProtocolIpv6: 'disabled',
    instanceMetadataTags: showsTagsInMetadata ? 'enabled' : 'disabled',
  };
}
