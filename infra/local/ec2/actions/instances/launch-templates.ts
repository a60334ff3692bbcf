import * as templates from '../../backend/instances/launch-templates.ts';
import type {
  LaunchTemplate,
  LaunchTemplateVersion,
  TemplateReference,
} from '../../backend/instances/launch-templates.ts';
import { missingParameter } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import { type FilterFields, tagFilters } from '../../query/filters.ts';
import { read, write, type Actions } from '../action.ts';
import { list } from '../listing.ts';
import { tagsFor } from '../tags/parameters.ts';
import { readLaunchData } from './launch-data.ts';
import { templateXml, versionXml } from './launch-template-xml.ts';

export const launchTemplateActions: Actions = {
  CreateLaunchTemplate: write((state, params) => {
    const tags = tagsFor(params, 'launch-template');
    const template = templates.createLaunchTemplate(state, {
      name: params.need('LaunchTemplateName'),
      tags,
      ...content(params),
    });
    return { launchTemplate: templateXml(state, template) };
  }),
  CreateLaunchTemplateVersion: write((state, params) => {
    const template = templates.addVersion(state, needReference(params), content(params));
    return { launchTemplateVersion: versionXml(state, template, templates.versionIn(template, '$Latest')) };
  }),
  ModifyLaunchTemplate: write((state, params) => {
    const version = params.need('SetDefaultVersion');
    return { launchTemplate: templateXml(state, templates.setDefaultVersion(state, needReference(params), version)) };
  }),
  DeleteLaunchTemplate: write((state, params) => {
    const template = templates.requireTemplate(state, needReference(params));
    state.launchTemplates.remove(template.id);
    return { launchTemplate: templateXml(state, template) };
  }),
  DescribeLaunchTemplates: read((state, params) => {
    const names = params.list('LaunchTemplateName');
    for (const name of names) templates.requireTemplate(state, { name });
    const { items, nextToken } = list(state, params, {
      table: state.launchTemplates,
      idParameter: 'LaunchTemplateId',
      idsName: 'launchTemplateIds',
      filters,
      limit: 200,
    });
    const found = items.filter(({ name }) => names.length === 0 || names.includes(name));
    return { launchTemplates: found.map((template) => templateXml(state, template)), nextToken };
  }),
  DescribeLaunchTemplateVersions: read((state, params) => {
    const template = templates.requireTemplate(state, needReference(params));
    const shown = askedVersions(template, params).map((version) => versionXml(state, template, version));
    return { launchTemplateVersionSet: shown };
  }),
};

const filters: FilterFields<LaunchTemplate> = {
  ...tagFilters(),
  'launch-template-name': ({ name }) => name,
};

/** The template that `LaunchTemplateId` or `LaunchTemplateName` name; undefined where there is neither. */
export function readTemplateReference(params: Params): TemplateReference | undefined {
  const [id, name] = [params.text('LaunchTemplateId'), params.text('LaunchTemplateName')];
  if (id === undefined && name === undefined) return undefined;
  return { id, name, version: params.text('Version') };
}

function needReference(params: Params): TemplateReference {
  const { version: _, ...reference } = readTemplateReference(params) ?? { version: undefined };
  if (Object.keys(reference).length === 0) throw missingParameter('LaunchTemplateId');
  return reference;
}

function content(params: Params) {
  return {
    description: params.text('VersionDescription'),
    data: readLaunchData(params.within('LaunchTemplateData')),
  };
}

/** The versions that are named, or all of them, the latest first. */
function askedVersions(template: LaunchTemplate, params: Params): readonly LaunchTemplateVersion[] {
  const names = params.list('LaunchTemplateVersion');
  if (names.length === 0) return template.versions.toReversed();
  return names.map((name) => templates.versionIn(template, name));
}
