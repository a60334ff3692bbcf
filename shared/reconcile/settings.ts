import { type Cidr, parseCidr } from './model/cidr.ts';
import type { Cluster } from './model/instance.ts';

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

/** Reads the settings that both clouds share: CLUSTER_NAME and CLUSTER_CIDR. */
export function readCluster(reader: SettingsReader): Cluster {
  const example = 'kubernetes-the-hard-way';
  const name = reader.required('CLUSTER_NAME', example);
  reader.requirePattern('CLUSTER_NAME', name, /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/, example);
  return { name, cidrs: readClusterCidrs(reader) };
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
