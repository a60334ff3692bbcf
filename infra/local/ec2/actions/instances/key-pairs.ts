import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { createKeyPair, deleteKeyPair } from '../../backend/instances/key-pairs.ts';
import type { KeyPair } from '../../backend/model.ts';
import { command, read, write, type Actions } from '../action.ts';
import { list } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const keyPairActions: Actions = {
  CreateKeyPair: write((state, params) => {
    const pair = createKeyPair(state, params.need('KeyName'), tagsFor(params, 'key-pair'));
    return { ...createdXml(pair), keyMaterial: 'the local EC2 has no machine that this key opens' };
  }),
  DeleteKeyPair: command((state, params) => deleteKeyPair(state, params.need('KeyName'))),
  DescribeKeyPairs: read((state, params) => {
    const { items } = list(state, params, {
      table: state.keyPairs,
      idParameter: 'KeyPairId',
      idsName: 'keyPairIdSet',
      filters,
    });
    const names = params.list('KeyName');
    const found = items.filter(({ name }) => names.length === 0 || names.includes(name));
    return { keySet: found.map(keyPairXml) };
  }),
};

const filters: FilterFields<KeyPair> = {
  ...tagFilters(),
  fingerprint: (pair) => pair.fingerprint,
  'key-name': (pair) => pair.name,
  'key-pair-id': (pair) => pair.id,
};

function createdXml(pair: KeyPair): XmlObject {
  return {
    keyPairId: pair.id,
    keyName: pair.name,
    keyFingerprint: pair.fingerprint,
    tagSet: tagSet(pair.tags),
  };
}

function keyPairXml(pair: KeyPair): XmlObject {
  return { ...createdXml(pair), keyType: 'rsa' };
}
