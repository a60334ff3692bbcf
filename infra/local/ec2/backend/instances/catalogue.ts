import { _InstanceType } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidValue } from '../../errors.ts';
import type { State } from '../state.ts';

/** The one image there is: the tutorial's. */
export const TUTORIAL_IMAGE = 'ami-0f1a5f5ada0e7da53';

const TYPES: ReadonlySet<string> = new Set(Object.values(_InstanceType));

export const zonesOf = ({ region }: Pick<State, 'region'>): string[] =>
  ['a', 'b', 'c'].map((letter) => region + letter);

/** EC2 takes a public parameter for the image whose id it holds. */
const PARAMETER = /^resolve:ssm:\/aws\/service\/[\w./-]+$/;

export function checkImage(id: string): string {
  if (id === TUTORIAL_IMAGE || PARAMETER.test(id)) return TUTORIAL_IMAGE;
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  }
  throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
}

export function checkInstanceType(type: string): string {
  if (!TYPES.has(type)) throw invalidValue(`Invalid value '${type}' for InstanceType.`);
  return type;
}

export function checkKeyPair(state: State, name: string | undefined): string | undefined {
  if (name !== undefined && ![...state.keyPairs.values()].some((pair) => pair.name === name)) {
    throw new Ec2Error('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
  }
  return name;
}
