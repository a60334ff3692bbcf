import type { Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

const CHAIN = /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/;

/**
 * esbuild plugin, for Lambda only: credentials come from the environment, where Lambda puts those of the function's role.
 * The default chain goes on to profiles, SSO, web identities and the metadata of containers and instances; none of them is
 * there. Without credentials the error has the chain's own name, CredentialsProviderError.
 */
export const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(build) {
    build.onLoad({ filter: CHAIN, namespace: 'file' }, () => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      loader: 'js',
    }));
    checkBundle(build, ({ inputs }) => {
      const paths = Object.keys(inputs);
      if (!paths.some((path) => CHAIN.test(path)))
        return ['the AWS clients load their credential chain from elsewhere'];
      const others = paths.filter((path) => /credential-provider-(?!node|env)|nested-clients/.test(path));
      return others.map((path) => `${path} is loaded beside the credential chain`);
    });
  },
};
