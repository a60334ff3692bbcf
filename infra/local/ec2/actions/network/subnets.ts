import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { freeAddressCount } from '../../backend/network/addresses.ts';
import type { Subnet } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { createSubnet, deleteSubnet } from '../../backend/network/subnets.ts';
import { command, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const subnetActions: Actions = {
  CreateSubnet: write((state, params) => {
    const subnet = createSubnet(state, {
      vpcId: params.need('VpcId'),
      cidr: params.need('CidrBlock'),
      ipv6Cidr: params.text('Ipv6CidrBlock'),
      zone: params.text('AvailabilityZone'),
      tags: tagsFor(params, 'subnet'),
    });
    return { subnet: subnetXml(state, subnet) };
  }),
  DeleteSubnet: command((state, params) => deleteSubnet(state, params.need('SubnetId'))),
  DescribeSubnets: describe('subnetSet', subnetXml, (state) => ({
    table: state.subnets,
    idParameter: 'SubnetId',
    idsName: 'subnetSet',
    filters,
  })),
};

const filters: FilterFields<Subnet> = {
  ...tagFilters(),
  'availability-zone': (subnet) => subnet.zone,
  'cidr-block': (subnet) => subnet.cidr.text,
  state: () => 'available',
  'subnet-id': (subnet) => subnet.id,
  'vpc-id': (subnet) => subnet.vpcId,
};

function subnetXml(state: State, subnet: Subnet): XmlObject {
  return {
    subnetId: subnet.id,
    subnetArn: `arn:aws:ec2:${state.region}:${state.account}:subnet/${subnet.id}`,
    state: 'available',
    ownerId: state.account,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidr.text,
    ipv6CidrBlockAssociationSet: subnet.ipv6 && [
      {
        associationId: subnet.ipv6.id,
        ipv6CidrBlock: subnet.ipv6.cidr.text,
        ipv6CidrBlockState: { state: 'associated' },
      },
    ],
    availableIpAddressCount: freeAddressCount(state, subnet),
    availabilityZone: subnet.zone,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    tagSet: tagSet(subnet.tags),
  };
}
