import type { Claim } from '../../../reconcile/model/claim.ts';
import { withoutApiObjects } from './api-objects.ts';
import { ClaimCollector, type NestedText } from './claim-collector.ts';
import { CloudConfigReader, isCloudConfig } from './cloud-config.ts';
import { mentionsPodCidr } from './pod-cidr-keys.ts';
import { readScript } from './shell/script.ts';
import { readJson } from './structured-data.ts';
import type { Unpack } from './unpack-user-data.ts';

async function readText(text: NestedText, collector: ClaimCollector, cloudConfigs: CloudConfigReader): Promise<void> {
  if (isCloudConfig(text.source) && (await cloudConfigs.read(text))) return;
  const source = withoutApiObjects(text.source);
  if (mentionsPodCidr(source) && !readJson(source, text, collector)) readScript({ ...text, source }, collector);
}

/** What `texts` claim together. Throws when something packed inside them cannot be unpacked, or is too much. */
export async function parseTexts(texts: readonly string[], unpack: Unpack): Promise<Claim> {
  const queue = texts.map((text): NestedText => ({
    // No-break spaces and byte order marks.
    source: text.replace(/[\u00a0\ufeff]/g, ' '),
    isUnconditional: true,
    depth: 0,
  }));
  const collector = new ClaimCollector(queue);
  const cloudConfigs = new CloudConfigReader(collector, unpack);
  // The queue grows meanwhile.
  for (const text of queue) await readText(text, collector, cloudConfigs);
  return collector.claim;
}
