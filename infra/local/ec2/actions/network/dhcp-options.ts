import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { XmlObject } from '../../../common/xml.ts';
import * as dhcp from '../../backend/network/dhcp-options.ts';
import type { DhcpOptions } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const dhcpOptionsActions: Actions = {
  CreateDhcpOptions: write((state, params) => {
    const configurations = new Map(
      params.structs('DhcpConfiguration').map((entry) => [entry.need('Key'), entry.list('Value')]),
    );
    const options = dhcp.createDhcpOptions(state, configurations, tagsFor(params, 'dhcp-options'));
    return { dhcpOptions: optionsXml(state, options) };
  }),
  AssociateDhcpOptions: command((state, params) => {
    dhcp.associateDhcpOptions(state, params.need('DhcpOptionsId'), params.need('VpcId'));
  }),
  DeleteDhcpOptions: command((state, params) => {
    dhcp.deleteDhcpOptions(state, params.need('DhcpOptionsId'));
  }),
  DescribeDhcpOptions: describe('dhcpOptionsSet', optionsXml, (state) => ({
    table: state.dhcpOptions,
    idParameter: 'DhcpOptionsId',
    idsName: 'dhcpOptionsSet',
    filters,
  })),
};

const filters: FilterFields<DhcpOptions> = {
  ...tagFilters(),
  'dhcp-options-id': (options) => options.id,
  key: (options) => [...options.configurations.keys()],
  value: (options) => [...options.configurations.values()].flat(),
};

function optionsXml(state: State, options: DhcpOptions): XmlObject {
  return {
    dhcpOptionsId: options.id,
    ownerId: state.account,
    dhcpConfigurationSet: [...options.configurations].map(([key, values]) => {
      return { key, valueSet: values.map((value) => ({ value })) };
    }),
    tagSet: tagSet(options.tags),
  };
}
