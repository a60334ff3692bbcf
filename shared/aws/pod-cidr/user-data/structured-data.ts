import { isApiObject } from './api-objects.ts';
import type { ClaimCollector, NestedText } from './claim-collector.ts';
import { isDisplayTarget } from './shell/programs.ts';

/** Configuration does not nest deeper; hostile data might, to overflow the stack. */
const MAX_DEPTH = 40;

const isScalar = (value: unknown) => typeof value === 'string' || typeof value === 'number';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function membersOf(value: object): [unknown, unknown][] {
  if (value instanceof Map) return [...value.entries()];
  return Object.entries(value);
}

/** Whether an object of JSON or YAML states nothing about this machine: an object of a cluster's API, a file for people. */
export function isIgnoredObject(value: object): boolean {
  const { apiVersion, kind, path }: Readonly<Record<string, unknown>> =
    value instanceof Map ? Object.fromEntries(value) : { ...value };
  return isApiObject(apiVersion, kind) || (typeof path === 'string' && isDisplayTarget(path));
}

/** Reads the data of JSON or YAML. Strings in it are nested texts: scripts, commands, files. */
export function readStructuredData(root: unknown, text: NestedText, collector: ClaimCollector): void {
  // YAML aliases share objects.
  const seen = new Set<object>();
  const walk = (value: unknown, depth: number): void => {
    if (typeof value === 'string') collector.addNestedText(value, text);
    if (!isObject(value) || seen.has(value) || depth > MAX_DEPTH || value instanceof Uint8Array) return;
    seen.add(value);
    if (Array.isArray(value)) return readList(value, depth);
    if (isIgnoredObject(value)) return;
    for (const [key, member] of membersOf(value)) readMember(key, member, depth);
  };
  const readList = (list: readonly unknown[], depth: number): void => {
    for (const [index, item] of list.entries()) {
      // The words of a command: `[kubelet, --pod-cidr, 10.200.0.0/24]`.
      const next = list[index + 1];
      const isFlag = typeof item === 'string' && item.startsWith('--');
      if (isFlag && isScalar(next)) collector.addNestedText(`${item} ${next}`, text);
      else walk(item, depth + 1);
    }
  };
  const readMember = (key: unknown, member: unknown, depth: number): void => {
    const items: readonly unknown[] = Array.isArray(member) ? member : [member];
    if (typeof key === 'string' && items.length > 0 && items.every(isScalar)) {
      collector.addAssignment(key, items.join(','), text);
    }
    walk(member, depth + 1);
  };
  walk(root, 0);
}

/** Reads `json`, all or a line of `text`; false where it is no JSON. */
export function readJson(json: string, text: NestedText, collector: ClaimCollector): boolean {
  if (!/^\s*[{[]/.test(json)) return false;
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return false;
  }
  readStructuredData(root, text, collector);
  return true;
}
