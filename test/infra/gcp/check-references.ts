import type { Schema } from '../../../infra/gcp/schema/provider-schema.ts';
import type { Configuration } from './configuration.ts';

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const RESOURCE =
  /(?<![\w."])(data\.)?((?:google|archive|aws)_[a-z0-9_]+|terraform_data)\.(\w+)(?:\[[^\]]*\])?(?:\.(\w+))?/g;
const SIMPLE = /(?<![\w.])(var|local)\.(\w+)/g;

function checkResources(texts: readonly string[], { declared }: Configuration, schema: Schema): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(RESOURCE)].flatMap(([whole, data, type = '', name = '', attribute]) => {
      const kind = data === undefined ? 'resource' : 'data';
      if (!declared.some((each) => each.kind === kind && each.type === type && each.name === name)) {
        return [`${whole}: there is no such ${kind}`];
      }
      const known = kind === 'resource' ? schema.resources[type] : schema.data[type];
      if (attribute === undefined || known === undefined) return [];
      return attribute in known.arguments || attribute in known.blocks ? [] : [`${whole}: it has no ${attribute}`];
    }),
  );
}

/** References to what is not there, and variables and locals that nobody uses. */
export function checkReferences(configuration: Configuration, schema: Schema): string[] {
  const texts = textsIn(configuration.referringContent);
  const used = new Set(texts.flatMap((text) => [...text.matchAll(SIMPLE)].map(([whole]) => whole)));
  const there = [
    ...configuration.variables.map((name) => `var.${name}`),
    ...Object.keys(configuration.locals).map((name) => `local.${name}`),
  ];
  return [
    ...checkResources(texts, configuration, schema),
    ...[...used].filter((name) => !there.includes(name)).map((name) => `${name}: is not declared`),
    ...there.filter((name) => !used.has(name)).map((name) => `${name}: nobody uses it`),
  ];
}
