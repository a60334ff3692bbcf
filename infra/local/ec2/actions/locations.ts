import { invalidValue } from '../errors.ts';
import { readFilters, type FilterFields } from '../query/filters.ts';
import { TUTORIAL_IMAGE, zonesOf } from '../backend/instances/catalogue.ts';
import type { Tags } from '../backend/model.ts';
import { read, type Actions } from './action.ts';
import { tagSet } from './tags/parameters.ts';

/** What every account has: the region, its zones, and the tutorial's image. */
export const locationActions: Actions = {
  DescribeRegions: read((state, params) => {
    const unknown = params.list('RegionName').filter((name) => name !== state.region);
    if (unknown.length > 0) throw invalidValue(`Invalid region names: ${unknown.join(', ')}`);
    const regionEndpoint = `ec2.${state.region}.amazonaws.com`;
    const region = { regionName: state.region, regionEndpoint, optInStatus: 'opt-in-not-required' };
    return { regionInfo: [region].filter(readFilters(params, regionFilters)) };
  }),
  DescribeAvailabilityZones: read((state, params) => {
    const zones = zonesOf(state).map((zone) => zoneXml(state.region, zone));
    return { availabilityZoneInfo: zones.filter(readFilters(params, zoneFilters)) };
  }),
  DescribeImages: read((_, params) => {
    const [ids, owners] = [params.list('ImageId'), params.list('Owner')];
    const found = [ubuntu]
      .filter(({ imageId }) => ids.length === 0 || ids.includes(imageId))
      .filter(({ imageOwnerId }) => owners.length === 0 || owners.includes(imageOwnerId))
      .filter(readFilters(params, imageFilters));
    return { imagesSet: found.map(({ tags, ...image }) => ({ ...image, tagSet: tagSet(tags) })) };
  }),
};

type Region = { readonly regionName: string; readonly tags?: Tags };

const regionFilters: FilterFields<Region> = { 'region-name': (region) => region.regionName };

function zoneXml(regionName: string, zoneName: string) {
  return { zoneName, zoneState: 'available', regionName, zoneType: 'availability-zone' };
}

type Zone = Region & ReturnType<typeof zoneXml>;

const zoneFilters: FilterFields<Zone> = {
  'region-name': (zone) => zone.regionName,
  state: (zone) => zone.zoneState,
  'zone-name': (zone) => zone.zoneName,
};

const ubuntu = {
  tags: new Map<string, string>(),
  imageId: TUTORIAL_IMAGE,
  imageOwnerId: '099720109477',
  name: 'ubuntu/images/hvm-ssd/ubuntu-bionic-18.04-amd64-server-20230531',
  imageState: 'available',
  isPublic: true,
  architecture: 'x86_64',
  imageType: 'machine',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/sda1',
  virtualizationType: 'hvm',
  creationDate: '2023-05-31T12:00:00.000Z',
};

const imageFilters: FilterFields<typeof ubuntu> = {
  architecture: (image) => image.architecture,
  'image-id': (image) => image.imageId,
  name: (image) => image.name,
  'owner-id': (image) => image.imageOwnerId,
  'root-device-type': (image) => image.rootDeviceType,
  state: (image) => image.imageState,
  'virtualization-type': (image) => image.virtualizationType,
};
