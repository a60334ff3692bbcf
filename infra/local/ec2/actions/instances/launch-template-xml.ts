import type { XmlObject } from '../../../common/xml.ts';
import type { LaunchData } from '../../backend/instances/launch-data.ts';
import type { LaunchInterface } from '../../backend/instances/launch.ts';
import type { LaunchTemplate, LaunchTemplateVersion } from '../../backend/instances/launch-templates.ts';
import { METADATA_SERVICE } from '../../backend/instances/metadata-options.ts';
import type { State } from '../../backend/state.ts';
import { tagSet } from '../tags/parameters.ts';
import { metadataOptionsXml } from './metadata-options.ts';

export function templateXml({ account }: State, template: LaunchTemplate): XmlObject {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: new Date(template.created),
    createdBy: `arn:aws:iam::${account}:user/local`,
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.versions.length,
    tagSet: tagSet(template.tags),
  };
}

export function versionXml({ account }: State, template: LaunchTemplate, version: LaunchTemplateVersion): XmlObject {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: version.number,
    versionDescription: version.description,
    createTime: new Date(version.created),
    createdBy: `arn:aws:iam::${account}:user/local`,
    defaultVersion: version.number === template.defaultVersion,
    launchTemplateData: dataXml(version.data),
  };
}

function dataXml(data: LaunchData): XmlObject {
  const { tags, profile, interfaces, only } = data;
  const metadataService = { ...METADATA_SERVICE, ...data.metadataService };
  return {
    imageId: data.imageId,
    instanceType: data.instanceType,
    keyName: data.keyName,
    userData: data.userData,
    iamInstanceProfile: profile === undefined ? undefined : { [profile.startsWith('arn:') ? 'arn' : 'name']: profile },
    metadataOptions: metadataOptionsXml({ showsTagsInMetadata: data.showsTagsInMetadata ?? false, metadataService }),
    networkInterfaceSet: interfaces.length === 0 ? undefined : interfaces.map(interfaceXml),
    securityGroupIdSet: interfaces.length === 0 ? only.groupIds : undefined,
    tagSpecificationSet: tags.size === 0 ? undefined : [{ resourceType: 'instance', tagSet: tagSet(tags) }],
  };
}

function interfaceXml(nic: LaunchInterface): XmlObject {
  return {
    deviceIndex: nic.deviceIndex,
    subnetId: nic.subnetId,
    networkInterfaceId: nic.interfaceId,
    privateIpAddress: nic.privateIpAddress,
    associatePublicIpAddress: nic.associatePublicIp,
    deleteOnTermination: nic.deleteOnTermination,
    description: nic.description,
  };
}
