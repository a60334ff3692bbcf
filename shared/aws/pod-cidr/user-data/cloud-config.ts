import type { ClaimCollector, NestedText } from './claim-collector.ts';
import { mayMentionPodCidr } from './pod-cidr-keys.ts';
import { isIgnoredObject, readStructuredData } from './structured-data.ts';
import type { Unpack } from './unpack-user-data.ts';

/** YAML is slow to parse: of all texts together, so much is parsed. */
const MAX_YAML_CHARACTERS = 32 * 1024;

/** Whether cloud-init reads `text` as YAML. A `## template: jinja` is no YAML yet. */
export const isCloudConfig = (text: string) => text.trimStart().startsWith('#cloud-config');

function decodeContent(content: unknown, unpack: Unpack): string | undefined {
  if (content instanceof Uint8Array) return unpack(Buffer.from(content)).toString('utf8');
  if (typeof content === 'string') return unpack(Buffer.from(content, 'base64')).toString('utf8');
  return undefined;
}

/** Undefined where `text` is no valid YAML. */
async function parseYaml(text: string): Promise<unknown> {
  // Loaded only when needed: few nodes have such user data.
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
    if (document.errors.length > 0) return undefined;
    return document.toJS({ mapAsMap: true, maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Files of `write_files` that are base64 or gzip. */
function readEncodedFiles(root: unknown, text: NestedText, collector: ClaimCollector, unpack: Unpack): void {
  const files: unknown = root instanceof Map ? root.get('write_files') : undefined;
  for (const file of Array.isArray(files) ? files : []) {
    if (!(file instanceof Map) || isIgnoredObject(file)) continue;
    const content: unknown = file.get('content');
    const encoding: unknown = file.get('encoding');
    const isNamed = typeof encoding === 'string' && /^(?:gz|b64|base64)/.test(encoding);
    const decoded = isNamed || content instanceof Uint8Array ? decodeContent(content, unpack) : undefined;
    if (decoded !== undefined) collector.addNestedText(decoded, text);
  }
}

/** Reads cloud-configs as YAML. */
export class CloudConfigReader {
  readonly #collector: ClaimCollector;
  readonly #unpack: Unpack;
  #charactersLeft = MAX_YAML_CHARACTERS;

  constructor(collector: ClaimCollector, unpack: Unpack) {
    this.#collector = collector;
    this.#unpack = unpack;
  }

  /** False where `text` is no valid YAML, or too long. */
  async read(text: NestedText): Promise<boolean> {
    if (!mayMentionPodCidr(text.source)) return true;
    if (text.source.length > this.#charactersLeft) return false;
    this.#charactersLeft -= text.source.length;
    const root = await parseYaml(text.source);
    if (root === undefined) return false;
    readStructuredData(root, text, this.#collector);
    readEncodedFiles(root, text, this.#collector, this.#unpack);
    return true;
  }
}
