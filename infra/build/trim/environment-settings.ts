import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const LOADER = /[\\/]config[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/;
const READERS = /shared-ini-file-loader[\\/](?:parseIni|readFile|parseKnownFiles)\.js$/;

const REPLACEMENT = `
  export { CONFIG_PREFIX_SEPARATOR } from './constants';
  export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`;

/**
 * esbuild plugin, for Lambda only: settings come from the environment. ~/.aws/config and ~/.aws/credentials, where clients
 * look for what the environment does not say, are not there; the answer is that of a machine without them.
 */
export const environmentSettings: Plugin = {
  name: 'environment-settings',
  setup(build) {
    build.onLoad({ filter: LOADER, namespace: 'file' }, () => ({ contents: REPLACEMENT, loader: 'js' }));
    checkBundle(build, ({ inputs, outputs }) => {
      if (!Object.keys(inputs).some((path) => LOADER.test(path)))
        return ['the AWS clients load their settings from elsewhere'];
      const bundled = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
      return bundled.filter((path) => READERS.test(path)).map((path) => `${path} is loaded, which reads files`);
    });
  },
};
