import {
  ADDRESS_BITS,
  type AddressFamily,
  type Cidr,
  familyOf,
  parseCidr,
  prefixLengthOf,
} from './model/ranges/cidr.ts';
import { type Cluster, DEFAULT_NODE_MASK_SIZES } from './model/instance.ts';

/** Where settings come from: the environment, or flags laid over it. */
export type SettingsSource = Readonly<Record<string, string | undefined>>;

/** Collects the mistakes of all settings for one error. */
export class SettingsReader {
  readonly #source: SettingsSource;
  readonly #mistakes: string[] = [];

  constructor(source: SettingsSource) {
    this.#source = source;
  }

  /** The setting, trimmed; undefined when absent or blank. */
  optional(name: string): string | undefined {
    const value = this.#source[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** The setting, or a remembered mistake that says what it should look like. */
  required(name: string, example: string): string {
    const value = this.optional(name);
    if (value === undefined) this.addMistake(name, `is not set; it should look like ${example}`);
    return value ?? '';
  }

  addMistake(name: string, problem: string): void {
    this.#mistakes.push(`${name} ${problem}`);
  }

  /** Checks the form of a setting that is present. */
  requirePattern(name: string, value: string, pattern: RegExp, example: string): string {
    if (value !== '' && !pattern.test(value)) this.addMistake(name, `is "${value}"; it should look like ${example}`);
    return value;
  }

  throwIfInvalid(): void {
    if (this.#mistakes.length > 0) throw new SettingsError(this.#mistakes);
  }
}

/** The items of a comma-separated setting, blanks dropped. */
export function parseList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readClusterCidrs(reader: SettingsReader): Cidr[] {
  const text = reader.required('CLUSTER_CIDR', '10.200.0.0/16 or 10.200.0.0/16,fd00:10::/48');
  if (text !== '' && parseList(text).length === 0) reader.addMistake('CLUSTER_CIDR', 'names no range');
  return parseList(text).flatMap((item) => {
    const parsed = parseCidr(item);
    if ('rule' in parsed) {
      reader.addMistake('CLUSTER_CIDR', `has "${item}", which ${parsed.rule}`);
      return [];
    }
    if (parsed.cidr.endsWith('/0')) {
      reader.addMistake('CLUSTER_CIDR', `has "${item}", which would make every route ours; name the pods' range`);
    }
    return [parsed.cidr];
  });
}

function readNodeMaskSize(reader: SettingsReader, family: AddressFamily, clusterCidrs: readonly Cidr[]): number {
  const name = `NODE_CIDR_MASK_SIZE_${family === 'ipv4' ? 'IPV4' : 'IPV6'}`;
  const fallback = DEFAULT_NODE_MASK_SIZES[family];
  const text = reader.optional(name);
  if (text === undefined) return fallback;
  const size = Number(text);
  const widest = Math.min(...clusterCidrs.filter((cidr) => familyOf(cidr) === family).map(prefixLengthOf));
  if (!/^\d{1,3}$/.test(text) || size > ADDRESS_BITS[family]) {
    reader.addMistake(name, `is "${text}"; it should be a prefix length like ${fallback}`);
  } else if (size <= widest && widest <= ADDRESS_BITS[family]) {
    reader.addMistake(name, `is ${size}; a node's range has to be smaller than the cluster CIDR, a /${widest}`);
  }
  return size;
}

/** Reads the settings that both clouds share: CLUSTER_NAME, CLUSTER_CIDR and the sizes of the ranges that nodes are given. */
export function readCluster(reader: SettingsReader): Cluster {
  const example = 'kubernetes-the-hard-way';
  const name = reader.required('CLUSTER_NAME', example);
  reader.requirePattern('CLUSTER_NAME', name, /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/, example);
  const cidrs = readClusterCidrs(reader);
  const nodeMaskSizes = {
    ipv4: readNodeMaskSize(reader, 'ipv4', cidrs),
    ipv6: readNodeMaskSize(reader, 'ipv6', cidrs),
  };
  return { name, cidrs, nodeMaskSizes };
}

/** Missing or wrong settings, all of them in one message, found before any API call. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(
      `${mistakes.length === 1 ? 'A setting is' : `${mistakes.length} settings are`} wrong:\n${mistakes.map((m) => `  - ${m}`).join('\n')}`,
    );
    this.mistakes = mistakes;
  }
}
