import { parse } from 'yaml';

/**
 * What a YAML file says. Throws when it is none. In a module of its own, so that YAML is loaded only by whoever has such a
 * file. The library would print its warnings by itself, with pieces of the file in them.
 */
export function parseYaml(text: string): unknown {
  return parse(text, { logLevel: 'error', stringKeys: true });
}
