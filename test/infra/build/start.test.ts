import type { Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { lazyBuiltins } from '../../../infra/build/trim/lazy-builtins.ts';
import { leafImports, narrowBarrel } from '../../../infra/build/trim/leaf-imports.ts';
import { packageVersions } from '../../../infra/build/trim/package-versions.ts';
import { bundleFiles } from './bundle-files.ts';

const CORE = 'node_modules/@smithy/core';
const PROTOCOLS = `${CORE}/dist-es/submodules/protocols`;
const MANIFEST = 'node_modules/@google-cloud/compute/package.json';

describe('protocols of AWS clients', () => {
  const parts = {
    [`${CORE}/package.json`]: `{"name":"core","exports":{"./protocols":"./dist-es/submodules/protocols/index.js"}}`,
    [`${PROTOCOLS}/index.js`]: `export { Query } from "./query";\nexport { Json, Json as Text } from "./json";\n`,
    [`${PROTOCOLS}/query.js`]: 'console.log("query"); export const Query = 1;',
    [`${PROTOCOLS}/json.js`]: 'console.log("json"); export const Json = 2;',
  };
  const use = (statement: string) => ({ 'index.js': `${statement}\nconsole.log("used");`, ...parts });

  it('only those that a client imports are with it', async () => {
    const query = await bundleFiles(
      use('import { Query } from "@smithy/core/protocols";\nconsole.log(Query);'),
      leafImports,
    );
    expect(query).toContain('query');
    expect(query).not.toContain('json');
    const renamed = use('import { Text as T } from "@smithy/core/protocols";\nconsole.log(T);');
    expect(await bundleFiles(renamed, leafImports)).toContain('json');
  });

  it('are all there for whoever imports them otherwise', async () => {
    const some = 'import { Query } from "@smithy/core/protocols";\nconsole.log(Query);';
    const files = { ...use('import "./all.js"; import "./some.js";'), 'some.js': some };
    const all = 'import * as all from "@smithy/core/protocols"; console.log(Object.keys(all));';
    expect(await bundleFiles({ ...files, 'all.js': all }, leafImports)).toContain('json');
  });

  it('fail the build when they look otherwise or are elsewhere', async () => {
    expect(() => narrowBarrel('export { A } from "./a";\nconsole.log();', ['A'])).toThrow(/does more than export/);
    await expect(bundleFiles({ 'index.js': '' }, leafImports)).rejects.toThrow(/import what they share from elsewhere/);
  });
});

describe('package.json in a bundle', () => {
  it('says the name and the version', async () => {
    const index = `import all from './${MANIFEST}'; console.log(all.version);`;
    const manifest = '{"name":"compute","version":"7.8.0","scripts":{"test":"much more"}}';
    const text = await bundleFiles({ 'index.js': index, [MANIFEST]: manifest }, packageVersions);
    expect(text).toContain('7.8.0');
    expect(text).not.toContain('much more');
  });

  it('fails the build when it has none, or nobody loads one', async () => {
    const files = { 'index.js': `import './${MANIFEST}';`, [MANIFEST]: '{"name":"compute"}' };
    await expect(bundleFiles(files, packageVersions)).rejects.toThrow(/version/);
    await expect(bundleFiles({ 'index.js': '' }, packageVersions)).rejects.toThrow(/no package loads its package.json/);
  });
});

describe('modules of Node', () => {
  it('are taken without an import, by whatever name and whenever', async () => {
    const index =
      'import { Agent } from "node:http"; import os from "os"; console.log(Agent, os, await import("zlib"));';
    const text = await bundleFiles({ 'index.js': index }, lazyBuiltins);
    expect(text.match(/getBuiltinModule\("node:\w+"\)/g)?.toSorted()).toEqual([
      'getBuiltinModule("node:http")',
      'getBuiltinModule("node:os")',
      'getBuiltinModule("node:zlib")',
    ]);
    expect(text).not.toMatch(/from ?"|import\(/);
  });

  it('fail the build when one is still imported', async () => {
    const external: Plugin = {
      name: 'external',
      setup: (build) => {
        build.onResolve({ filter: /^node:os$/ }, ({ path }) => ({ path, external: true }));
        return lazyBuiltins.setup(build);
      },
    };
    const files = { 'index.js': 'import os from "node:os"; console.log(os);' };
    await expect(bundleFiles(files, external)).rejects.toThrow('node:os is imported as before');
  });
});
