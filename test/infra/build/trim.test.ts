import { describe, expect, it } from 'vitest';
import { environmentCredentials } from '../../../infra/build/trim/environment-credentials.ts';
import { environmentSettings } from '../../../infra/build/trim/environment-settings.ts';
import { awsSchemas, markPure } from '../../../infra/build/trim/aws-schemas.ts';
import { computeProtos } from '../../../infra/build/trim/compute-protos.ts';
import { gaxOverRest } from '../../../infra/build/trim/gax-over-rest.ts';
import { excludeFiles } from '../../../infra/build/trim/exclude-files.ts';
import { bundleFiles } from './bundle-files.ts';

const EC2 = 'node_modules/@aws-sdk/client-ec2/dist-es/schemas/schemas_0.js';
const CHAIN = 'node_modules/@aws-sdk/credential-provider-node/dist-es/index.js';
const ENV = 'node_modules/@aws-sdk/credential-provider-env/index.js';
const GAX = 'node_modules/google-gax/build/src';
const CLIENT = 'node_modules/@google-cloud/compute/build/src/v1/routes_client.js';
const PROTOS = 'node_modules/@google-cloud/compute/build/protos/protos.json';

describe('schemas of AWS clients', () => {
  const schemas = [
    'const _a = "a", _b = "b";',
    'export var Used$ = [3, { [_a]: 1 },',
    '    [() => Inner],',
    '];',
    'var Inner = [0, { [_b]: "]; " }];',
    'export var Unused$ = [3, { [_a]: 2 }];',
  ].join('\n');

  it('those that nobody uses fall out, and what they hang on stays', async () => {
    const files = { 'index.js': `import { Used$ } from './${EC2}'; console.log(Used$);`, [EC2]: schemas };
    const text = await bundleFiles(files, awsSchemas);
    expect(text).toContain('Inner');
    expect(text).not.toContain('Unused');
    expect(await bundleFiles(files, { name: 'none', setup() {} })).toContain('Unused');
  });

  it.each([
    ['no constants', 'export const Used$ = schema(3);', /has 0 schema constants/],
    ['one that ends otherwise', 'export var Used$ = [3].flat();\nvar Inner = [0];', /has 2 .* of which 1/],
  ])('fail the build when they look otherwise: %s', async (_what, text, message) => {
    expect(() => markPure(text)).toThrow(message);
    const files = { 'index.js': `import { Used$ } from './${EC2}'; console.log(Used$);`, [EC2]: text };
    await expect(bundleFiles(files, awsSchemas)).rejects.toThrow(message);
  });

  it('fail the build when they stay although nobody uses them', async () => {
    const ballast = Array.from({ length: 20_000 }, (_, i) => `effect(${i}, "some text that stays");`).join('\n');
    const files = { 'index.js': `import './${EC2}';`, [EC2]: `${schemas}\n${ballast}` };
    await expect(bundleFiles(files, awsSchemas)).rejects.toThrow(/bytes are in the bundle, used or not/);
  });

  it('fail the build when they are elsewhere', async () => {
    await expect(bundleFiles({ 'index.js': '' }, awsSchemas)).rejects.toThrow(/no client of AWS has its schemas/);
  });
});

describe('AWS credentials on Lambda', () => {
  const index = `import { defaultProvider } from './${CHAIN}'; console.log(defaultProvider);`;
  const env = { [ENV]: 'export const fromEnv = () => "environment";' };

  it('come from the environment', async () => {
    const files = { 'index.js': index, [CHAIN]: 'export const defaultProvider = () => "everywhere";', ...env };
    const text = await bundleFiles(files, environmentCredentials);
    expect(text).toContain('environment');
    expect(text).not.toContain('everywhere');
  });

  it('fail the build when the chain is elsewhere, goes elsewhere, or the environment’s provider has another name', async () => {
    const elsewhere = bundleFiles({ 'index.js': '' }, environmentCredentials);
    await expect(elsewhere).rejects.toThrow(/load their credential chain from elsewhere/);
    const sso = 'node_modules/@aws-sdk/credential-provider-sso/index.js';
    const beside = { 'index.js': `${index} import './${sso}';`, [CHAIN]: '', ...env, [sso]: 'console.log("sso")' };
    await expect(bundleFiles(beside, environmentCredentials)).rejects.toThrow(/sso.* is loaded beside/);
    const renamed = { 'index.js': index, [CHAIN]: '', [ENV]: 'export const environment = 1;' };
    await expect(bundleFiles(renamed, environmentCredentials)).rejects.toThrow(/No matching export/);
  });
});

describe('settings of AWS clients on Lambda', () => {
  const FILES = 'node_modules/@smithy/core/dist-es/submodules/config/shared-ini-file-loader';
  const parts = {
    'index.js': `
      import { CONFIG_PREFIX_SEPARATOR, loadSharedConfigFiles } from './${FILES}/loadSharedConfigFiles.js';
      console.log(CONFIG_PREFIX_SEPARATOR, loadSharedConfigFiles());`,
    [`${FILES}/constants.js`]: 'export const CONFIG_PREFIX_SEPARATOR = "separator";',
    [`${FILES}/readFile.js`]: 'export const readFile = () => "a file";',
    [`${FILES}/loadSharedConfigFiles.js`]: `
      export { CONFIG_PREFIX_SEPARATOR } from './constants';
      export { readFile as loadSharedConfigFiles } from './readFile';`,
  };

  it('come from no file', async () => {
    const text = await bundleFiles(parts, environmentSettings);
    expect(text).toContain('separator');
    expect(text).not.toContain('a file');
    expect(await bundleFiles(parts, { name: 'none', setup() {} })).toContain('a file');
  });

  it('fail the build when files are read elsewhere, or more is asked of that file', async () => {
    const elsewhere = bundleFiles({ 'index.js': '' }, environmentSettings);
    await expect(elsewhere).rejects.toThrow(/load their settings from elsewhere/);
    const reads = `import { readFile } from './${FILES}/readFile.js'; console.log(readFile());`;
    const beside = bundleFiles({ ...parts, 'index.js': parts['index.js'] + reads }, environmentSettings);
    await expect(beside).rejects.toThrow(/readFile\.js is loaded, which reads files/);
    const more = `import { getHomeDir } from './${FILES}/loadSharedConfigFiles.js'; console.log(getHomeDir());`;
    const asked = bundleFiles({ ...parts, 'index.js': more }, environmentSettings);
    await expect(asked).rejects.toThrow(/No matching export/);
  });
});

describe('google-gax without gRPC', () => {
  const parts = {
    'index.js': `import './${CLIENT}';`,
    [`${GAX}/index.js`]: 'require("@grpc/grpc-js"); exports.fallback = 1;',
    [`${GAX}/fallback.js`]: 'exports.only = "rest";',
    [`${GAX}/util.js`]: 'exports.decodeAnyProtosInArray = 1;',
    'node_modules/google-logging-utils/index.js': 'exports.log = 1;',
    'node_modules/@grpc/grpc-js/index.js': 'exports.only = "grpc";',
  };
  const client = (more: string, fallback = 'opts.fallback ?? true') =>
    `const google_gax_1 = require("google-gax"); opts.fallback = ${fallback}; google_gax_1.loggingUtils.log(); ${more}`;
  const gax = { 'node_modules/google-gax/package.json': '{"main":"build/src/index.js"}' };

  it('is what the clients get', async () => {
    const text = await bundleFiles({ ...parts, ...gax, [CLIENT]: client('') }, gaxOverRest);
    expect(text).toContain('"rest"');
    expect(text).not.toContain('"grpc"');
  });

  it.each([
    ['takes something else', client('google_gax_1.operation();'), /takes operation from google-gax/],
    ['takes nothing', 'opts.fallback = opts.fallback ?? true', /takes nothing from google-gax/],
    ['speaks gRPC', client('', 'opts.fallback ?? false'), /speaks gRPC by default/],
    ['loads gRPC', `require("@grpc/grpc-js"); ${client('')}`, /something else loads gRPC/],
  ])('fails the build when a client %s', async (_what, text, message) => {
    await expect(bundleFiles({ ...parts, ...gax, [CLIENT]: text }, gaxOverRest)).rejects.toThrow(message);
  });

  it('fails the build when the package has other files', async () => {
    const { [`${GAX}/util.js`]: _util, ...rest } = parts;
    const missing = bundleFiles({ ...rest, ...gax, [CLIENT]: client('') }, gaxOverRest);
    await expect(missing).rejects.toThrow(/Could not resolve "\.\/util\.js"/);
    await expect(bundleFiles({ 'index.js': '' }, gaxOverRest)).rejects.toThrow(/not loaded from where it is expected/);
  });
});

describe('protos of Compute Engine', () => {
  const message = (type: string) => ({ fields: { f: { type, id: 1 } } });
  const method = (request: string, answer: string) => ({ requestType: request, responseType: answer });
  const protos = JSON.stringify({
    nested: {
      a: {
        nested: {
          Routes: {
            methods: { Get: method('In', 'Out'), AggregatedList: method('In', 'Many'), Stop: method('X', 'X') },
          },
          In: message('string'),
          Out: message('string'),
          Many: message('Out'),
          X: message('bytes'),
        },
      },
    },
  });
  const looksUp =
    "const json = require('../../protos/protos.json'); console.log(json, protos.lookupService('a.Routes'));";
  const index = (code: string) => `import '${CLIENT.replace('node_modules/', '')}'; ${code}`;

  it('hold the methods that our code names, whatever form the client gives them', async () => {
    const files = { 'index.js': index('use.aggregatedListAsync();'), [CLIENT]: looksUp, [PROTOS]: protos };
    const text = await bundleFiles(files, computeProtos);
    expect(text).toMatch(/AggregatedList[^]*Many/);
    expect(text).not.toMatch(/Get:|Stop|X:/);
  });

  it.each([
    ['nothing is used', index(''), looksUp, /of a\.Routes, whose client is loaded, no method is used/],
    ['a client has two services', index('get'), `${looksUp} x.lookupService('a.Other')`, /should look up one service/],
    ['a client has none', index('get'), looksUp.replace('lookupService', 'find'), /looks up none/],
    ['a service is not there', index('get'), looksUp.replace('a.Routes', 'b.Routes'), /b\.Routes is not defined/],
    [
      'they are elsewhere',
      index('get'),
      looksUp.replace('../../protos', './../../protos'),
      /is loaded whole|no client/,
    ],
    ['no client loads any', index('get'), '', /no client of Compute Engine loads protos/],
  ])('fail the build when %s', async (_what, own, client, message) => {
    await expect(bundleFiles({ 'index.js': own, [CLIENT]: client, [PROTOS]: protos }, computeProtos)).rejects.toThrow(
      message,
    );
  });
});

describe('files left out', () => {
  const files = {
    'index.js': "import { a } from 'p'; import b from 'p/b.js'; console.log(a, b());",
    'node_modules/p/index.js': 'exports.a = "kept";',
    'node_modules/p/b.js': 'module.exports = () => "heavy";',
  };

  it('are errors in the place of functions', async () => {
    const text = await bundleFiles(files, excludeFiles({ 'p/b.js': 'heavy' }));
    expect(text).toContain('kept');
    expect(text).toContain('p/b.js is left out of this bundle');
    expect(text).not.toContain('heavy');
  });

  it('fail the build when nothing loads them', async () => {
    const gone = bundleFiles(files, excludeFiles({ 'p/b.js': 'heavy', 'p/c.js': 'gone' }));
    await expect(gone).rejects.toThrow(/nothing loads p\/c\.js/);
  });
});
