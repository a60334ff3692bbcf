/** Names that people give to a pod CIDR. Where such a key is not read, the report says which one is. */
const SIMILAR_KEY = /^(?:node|worker)?pods?cidrs?(?:block|range)?$/;

const MAX_KEY_LENGTH = 40;

/** Whether `key` is meant for a node's pod CIDR, whatever its spelling. */
export function isSimilarKey(key: string): boolean {
  return key.length <= MAX_KEY_LENGTH && SIMILAR_KEY.test(key.replace(/[-_ .]/g, '').toLowerCase());
}

/** Keys of a tag or of metadata that are meant for a pod CIDR and not read. */
export function similarKeys(keys: Iterable<string>): string[] {
  return [...keys].filter((key) => key !== 'pod-cidr' && isSimilarKey(key));
}
