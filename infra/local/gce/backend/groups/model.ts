import type { InstanceInput } from '../instances/instances.ts';
import type { Resource } from '../model.ts';

export interface InstanceTemplate extends Resource {
  /** As they were posted, to be shown again. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly input: InstanceInput;
}

export interface ManagedInstance {
  readonly name: string;
  /** Whether it is to be there. */
  readonly goal: 'exists' | 'gone';
  /** `asked`: its instance is to be deleted, so that it is created anew. */
  readonly recreation: 'none' | 'asked' | 'started';
  /** Why it could not be created. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export interface InstanceGroupManager extends Resource {
  /** The template's path. */
  readonly template: string;
  readonly baseName: string;
  readonly targetSize: number;
  readonly fingerprint: string;
  readonly members: readonly ManagedInstance[];
  /** Other fields of the posted body, given back as they came. */
  readonly extra: Readonly<Record<string, unknown>>;
}
