import { parse, stringify } from 'yaml';

/**
 * What a YAML file says. Throws when it is none. In a module of its own, so that YAML is loaded only by whoever has such a
 * file, or asks for it. The library would print its warnings by itself, with pieces of the file in them.
 */
export function parseYaml(text: string): unknown {
  return parse(text, { logLevel: 'error', stringKeys: true });
}

/** Whole lines, and no anchors: for tools that know only the simplest YAML. */
export function formatYaml(value: object): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
