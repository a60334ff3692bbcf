import { Ec2Error } from '../../errors.ts';
import type { Resource } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';
import type { LaunchData } from './launch-data.ts';

export interface LaunchTemplateVersion {
  readonly number: number;
  readonly description: string | undefined;
  readonly created: number;
  readonly data: LaunchData;
}

export interface LaunchTemplate extends Resource {
  readonly name: string;
  readonly created: number;
  readonly defaultVersion: number;
  /** In the order of their numbers, which start at 1. */
  readonly versions: readonly LaunchTemplateVersion[];
}

/** How others name a version of a template. */
export interface TemplateReference {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** A number, `$Latest` or `$Default`, which is what is meant without. */
  readonly version?: string | undefined;
}

export interface TemplateInput {
  readonly name: string;
  readonly description?: string | undefined;
  readonly data: LaunchData;
  readonly tags?: TagInput | undefined;
}

export function createLaunchTemplate(state: State, { name, description, data, tags }: TemplateInput): LaunchTemplate {
  if (named(state, name) !== undefined) {
    throw new Ec2Error('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
  }
  const created = state.now();
  const versions = [{ number: 1, description, created, data }];
  return state.launchTemplates.put({ ...newResource(state, 'lt', tags), name, created, defaultVersion: 1, versions });
}

export function addVersion(
  state: State,
  reference: TemplateReference,
  { description, data }: Pick<TemplateInput, 'description' | 'data'>,
): LaunchTemplate {
  const template = requireTemplate(state, reference);
  const number = template.versions.length + 1;
  const version = { number, description, created: state.now(), data };
  return state.launchTemplates.put({ ...template, versions: [...template.versions, version] });
}

export function setDefaultVersion(state: State, reference: TemplateReference, version: string): LaunchTemplate {
  const template = requireTemplate(state, reference);
  return state.launchTemplates.put({ ...template, defaultVersion: versionIn(template, version).number });
}

export function requireTemplate(state: State, { id, name = '' }: TemplateReference): LaunchTemplate {
  if (id !== undefined) return state.launchTemplates.need(id);
  const template = named(state, name);
  if (template !== undefined) return template;
  const sentence = 'At least one of the launch templates specified in the request does not exist.';
  throw new Ec2Error('InvalidLaunchTemplateName.NotFoundException', sentence);
}

export function versionOf(state: State, reference: TemplateReference): LaunchTemplateVersion {
  return versionIn(requireTemplate(state, reference), reference.version);
}

export function versionIn(template: LaunchTemplate, version = '$Default'): LaunchTemplateVersion {
  const { versions, defaultVersion } = template;
  const numbers: Readonly<Record<string, number>> = { $Latest: versions.length, $Default: defaultVersion };
  const found = versions.find(({ number }) => number === (numbers[version] ?? Number(version)));
  if (found !== undefined) return found;
  const sentence = `Could not find the specified version ${version} for the launch template with ID ${template.id}.`;
  throw new Ec2Error('InvalidLaunchTemplateId.VersionNotFound', sentence);
}

function named(state: State, name: string): LaunchTemplate | undefined {
  return [...state.launchTemplates.values()].find((template) => template.name === name);
}
