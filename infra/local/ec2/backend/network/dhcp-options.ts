import { dependencyViolation } from '../../errors.ts';
import type { DhcpOptions } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

export function createDhcpOptions(
  state: State,
  configurations: ReadonlyMap<string, readonly string[]>,
  tags?: TagInput,
): DhcpOptions {
  return state.dhcpOptions.put({ ...newResource(state, 'dopt', tags), configurations });
}

/** The id `default` removes the VPC's own options. */
export function associateDhcpOptions(state: State, dhcpOptionsId: string, vpcId: string): void {
  if (dhcpOptionsId !== 'default') state.dhcpOptions.need(dhcpOptionsId);
  state.vpcs.put({ ...state.vpcs.need(vpcId), dhcpOptionsId });
}

export function deleteDhcpOptions(state: State, dhcpOptionsId: string): void {
  state.dhcpOptions.need(dhcpOptionsId);
  for (const vpc of state.vpcs.values()) {
    if (vpc.dhcpOptionsId === dhcpOptionsId) throw dependencyViolation('dhcpOptions', dhcpOptionsId);
  }
  state.dhcpOptions.remove(dhcpOptionsId);
}
