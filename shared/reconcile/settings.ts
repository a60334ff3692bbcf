import { type Cidr, parseCidr } from './cidr.ts';
import { SettingsError } from './errors.ts';
import type { Cluster } from './model.ts';

/** Where settings come from: the environment, or flags laid over it. */
export type Source = Readonly<Record<string, string | undefined>>;

/** Collects the mistakes of all settings, so that one error can name every one of them. */
export class SettingsReader {
  readonly #source: Source;
  readonly #mistakes: string[] = [];

  constructor(source: Source) {
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
    if (value === undefined) this.mistake(name, `is not set; it should look like ${example}`);
    return value ?? '';
  }

  mistake(name: string, problem: string): void {
    this.#mistakes.push(`${name} ${problem}`);
  }

  /** Checks the form of a setting that is present. */
  matching(name: string, value: string, form: RegExp, example: string): string {
    if (value !== '' && !form.test(value)) this.mistake(name, `is "${value}"; it should look like ${example}`);
    return value;
  }

  /** Throws a SettingsError when there was any mistake. Call it once, after the last setting was read. */
  finish(): void {
    if (this.#mistakes.length > 0) throw new SettingsError(this.#mistakes);
  }
}

/** The items of a comma-separated setting, blanks dropped. */
export function listOf(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readCidrs(reader: SettingsReader): Cidr[] {
  const text = reader.required('CLUSTER_CIDR', '10.200.0.0/16 or 10.200.0.0/16,fd00:10::/48');
  if (text !== '' && listOf(text).length === 0) reader.mistake('CLUSTER_CIDR', 'names no range');
  return listOf(text).flatMap((item) => {
    const parsed = parseCidr(item);
    if ('rule' in parsed) {
      reader.mistake('CLUSTER_CIDR', `has "${item}", which ${parsed.rule}`);
      return [];
    }
    if (parsed.cidr.endsWith('/0')) {
      reader.mistake('CLUSTER_CIDR', `has "${item}", which would make every route ours; name the pods' range`);
    }
    return [parsed.cidr];
  });
}

/** Reads the settings that both clouds share: CLUSTER_NAME and CLUSTER_CIDR. */
export function readCluster(reader: SettingsReader): Cluster {
  const example = 'kubernetes-the-hard-way';
  const name = reader.required('CLUSTER_NAME', example);
  reader.matching('CLUSTER_NAME', name, /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/, example);
  return { name, cidrs: readCidrs(reader) };
}
