import { Ec2Error, invalidCombination } from '../../errors.ts';
import { attach, createInterface, type InterfaceInput } from '../network/interfaces.ts';
import { checkImage, checkInstanceType, checkKeyPair, TUTORIAL_IMAGE } from './catalogue.ts';
import { changeState } from './lifecycle.ts';
import { checkMetadataTags, METADATA_SERVICE } from './metadata-options.ts';
import type { Instance, MetadataService } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';
import { checkUserData } from './user-data.ts';

/** One interface of a launch: a new one, or an existing one by its id. */
export interface LaunchInterface extends Omit<InterfaceInput, 'subnetId'> {
  readonly interfaceId?: string | undefined;
  readonly subnetId?: string | undefined;
  readonly deviceIndex?: number | undefined;
  readonly deleteOnTermination?: boolean | undefined;
}

export interface Launch {
  readonly count: number;
  readonly interfaces: readonly LaunchInterface[];
  readonly clientToken?: string | undefined;
  readonly imageId?: string | undefined;
  readonly instanceType?: string | undefined;
  readonly keyName?: string | undefined;
  readonly profile?: string | undefined;
  /** Base64. */
  readonly userData?: string | undefined;
  readonly tags?: TagInput | undefined;
  readonly showsTagsInMetadata?: boolean | undefined;
  readonly metadataService?: Partial<MetadataService> | undefined;
}

/** Starts instances as one reservation, all `pending`. The same client token gives the same instances again. */
export function launch(state: State, input: Launch): Instance[] {
  const launched = input.clientToken === undefined ? [] : state.instancesByToken.find(input.clientToken);
  if (launched.length > 0) return launched;
  checkLaunch(input);
  const reservationId = state.ids.next('r');
  return Array.from({ length: input.count }, (_, index) => launchOne(state, input, reservationId, index));
}

function launchOne(state: State, input: Launch, reservationId: string, launchIndex: number): Instance {
  const instance: Instance = {
    ...newResource(state, 'i', input.tags),
    reservationId,
    clientToken: input.clientToken,
    state: 'pending',
    stateReason: '',
    launchTime: state.now(),
    launchIndex,
    imageId: checkImage(input.imageId ?? TUTORIAL_IMAGE),
    instanceType: checkInstanceType(input.instanceType ?? 't2.small'),
    keyName: checkKeyPair(state, input.keyName),
    profile: input.profile,
    userData: checkUserData(input.userData),
    showsTagsInMetadata: input.showsTagsInMetadata ?? false,
    metadataService: { ...METADATA_SERVICE, ...input.metadataService },
  };
  if (instance.showsTagsInMetadata) checkMetadataTags(instance.tags);
  changeState(state, instance, 'pending');
  input.interfaces.forEach((wanted, index) => addInterface(state, instance.id, wanted, index));
  return instance;
}

function addInterface(state: State, instanceId: string, wanted: LaunchInterface, index: number): void {
  const deviceIndex = wanted.deviceIndex ?? index;
  if (wanted.interfaceId !== undefined) {
    const nic = state.interfaces.need(wanted.interfaceId);
    attach(state, nic, { instanceId, deviceIndex, deleteOnTermination: false });
    return;
  }
  const { subnetId } = wanted;
  if (subnetId === undefined) {
    throw new Ec2Error('VPCIdNotSpecified', 'No default VPC for this user. Specify a subnet.');
  }
  const nic = createInterface(state, { ...wanted, subnetId });
  attach(state, nic, { instanceId, deviceIndex, deleteOnTermination: wanted.deleteOnTermination ?? true });
}

function checkLaunch({ count, interfaces }: Launch): void {
  const indexes = interfaces.map(({ deviceIndex }, index) => deviceIndex ?? index);
  if (new Set(indexes).size < indexes.length || !indexes.includes(0)) {
    throw invalidCombination('Each network interface requires a unique device index, starting at 0.');
  }
  const fixed = interfaces.some((nic) => nic.privateIpAddress ?? nic.interfaceId ?? nic.ipv6Addresses?.[0]);
  if (count > 1 && fixed) {
    throw invalidCombination('Addresses and interfaces can only be given when one instance is launched.');
  }
}
