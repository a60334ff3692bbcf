import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../infra/build/bundle.ts';
import { Protos, pruneProtos } from '../../../infra/build/trim/prune-protos.ts';
import { sampled } from '../../support/sample.ts';

const field = (type: string) => ({ type, id: 1 });
const FILE = {
  nested: {
    a: {
      options: { java: 'x' },
      nested: {
        Kind: { values: { NO: 0 } },
        v1: {
          nested: {
            S: {
              options: { host: 'h' },
              methods: {
                Get: { requestType: 'In', responseType: '.a.v1.Tree', options: { get: '/x' } },
                Drop: { requestType: 'In', responseType: 'Lost' },
              },
            },
            In: { oneofs: { _k: { oneof: ['k'] } }, fields: { k: field('Kind'), n: field('uint64') } },
            Tree: {
              fields: { left: field('Tree'), kind: field('Kind'), by: { keyType: 'string', ...field('Box.Lid') } },
              nested: { Kind: { values: { OAK: 0 } }, Unused: { values: { A: 0 } } },
            },
            Box: { fields: { never: field('Lost') }, nested: { Lid: { fields: { of: field('bytes') } } } },
            Lost: { fields: {} },
          },
        },
      },
    },
  },
};

it('keeps what hangs on a used method, by the names that protobuf would find', () => {
  expect(pruneProtos(new Protos(FILE), 'a.v1.S', (method) => method === 'Get')).toEqual({
    nested: {
      a: {
        nested: {
          Kind: { values: { NO: 0 } },
          v1: {
            nested: {
              S: {
                options: { host: 'h' },
                methods: { Get: { requestType: 'In', responseType: '.a.v1.Tree', options: { get: '/x' } } },
              },
              In: { oneofs: { _k: { oneof: ['k'] } }, fields: { k: field('Kind'), n: field('uint64') } },
              Tree: { fields: FILE.nested.a.nested.v1.nested.Tree.fields, nested: { Kind: { values: { OAK: 0 } } } },
              Box: { nested: { Lid: { fields: { of: field('bytes') } } } },
            },
          },
        },
      },
    },
  });
});

it('says what it does not find', () => {
  const protos = new Protos(FILE);
  expect(() => pruneProtos(protos, 'a.v1.S', () => false)).toThrow('no method is used');
  expect(() => pruneProtos(protos, 'a.v1.T', () => true)).toThrow('a.v1.T is not defined as expected');
  const torn = structuredClone(FILE);
  torn.nested.a.nested.v1.nested.Tree.fields.left = field('Shrub');
  expect(() => pruneProtos(new Protos(torn), 'a.v1.S', () => true)).toThrow('a.v1.Tree refers to Shrub');
});

it('finds all that the client of any service needs, and by the same names in what is left', async () => {
  const folder = join(ROOT, 'node_modules/@google-cloud/compute/build');
  const whole = new Protos(JSON.parse(await readFile(join(folder, 'protos/protos.json'), 'utf8')));
  const clients = (await readdir(join(folder, 'src/v1'))).filter((name) => name.endsWith('_client.js'));
  expect(clients.length).toBeGreaterThan(100);
  for (const client of sampled(clients, 20)) {
    const code = await readFile(join(folder, 'src/v1', client), 'utf8');
    const service = /lookupService\('(.*)'\)/.exec(code)?.[1] ?? '';
    const left = new Protos(pruneProtos(whole, service, () => true));
    for (const { requestType, responseType } of Object.values(left.get(service).methods ?? {})) {
      const first = [requestType, responseType].map((type) => whole.resolve(type, service));
      expect(left.reachable(first)).toEqual(whole.reachable(first));
    }
  }
});
