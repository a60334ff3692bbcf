import type { Tags } from '../model.ts';
import type { Launch, LaunchInterface } from './launch.ts';

/** What is said of the instances to launch: by a request, a launch template, or a group. */
export interface LaunchData extends Omit<Launch, 'count' | 'clientToken' | 'interfaces' | 'tags'> {
  /** The interfaces listed one by one. */
  readonly interfaces: readonly LaunchInterface[];
  /** The interface of an instance for which none are listed. */
  readonly only: LaunchInterface;
  readonly tags: Tags;
}

/** A launch by `own` data, and by the template's where they say nothing. */
export function launchOf(template: LaunchData | undefined, own: LaunchData): Omit<Launch, 'count' | 'clientToken'> {
  const { interfaces, only, tags, ...rest } = own;
  if (template === undefined) return { ...rest, tags, interfaces: interfaces.length > 0 ? interfaces : [only] };
  return {
    ...template,
    ...given(rest),
    tags: new Map([...template.tags, ...tags]),
    metadataService: { ...template.metadataService, ...rest.metadataService },
    interfaces: interfaces.length > 0 ? interfaces : templateInterfaces(template, only),
  };
}

function templateInterfaces(template: LaunchData, own: LaunchInterface): LaunchInterface[] {
  const [first = template.only, ...others] = template.interfaces;
  return [{ ...first, ...given(own) }, ...others];
}

/** The fields that have a value; an empty list is none. */
function given<T extends object>(fields: T): Partial<T> {
  const isGiven = ([, value]: [string, unknown]) =>
    value !== undefined && !(Array.isArray(value) && value.length === 0);
  const entries = Object.entries(fields).filter(isGiven);
  const kept: Partial<T> = {};
  Object.assign(kept, Object.fromEntries(entries));
  return kept;
}
