import type { ExcludedFiles } from './trim/exclude-files.ts';

/** Of the logger: we write JSON to a file descriptor, in this thread, and redact nothing because nothing secret is logged. */
export const EXCLUDED_FROM_PINO: ExcludedFiles = {
  'pino/lib/transport.js': 'logs through worker threads',
  'pino/lib/multistream.js': 'logs to several places',
  '@pinojs/redact/index.js': 'only with the option `redact`',
};

/** Of Google's client: what other services than Compute Engine need. */
export const EXCLUDED_FROM_GAX: ExcludedFiles = {
  'google-gax/build/protos/iam_service.js': 'only exported',
  'google-gax/build/protos/locations.js': 'only exported',
  'google-gax/build/protos/operations.js': 'google.longrunning; Compute Engine has operations of its own',
  'google-gax/build/src/iamService.js': 'a client of a service that we do not use',
  'google-gax/build/src/locationService.js': 'a client of a service that we do not use',
  'google-gax/build/src/operationsClient.js': 'google.longrunning again',
  'google-gax/build/src/resumableUpload.js': 'for uploads',
  'supports-color/index.js': 'a package for development that is here by chance; `debug` does without it',
  'web-streams-polyfill/dist/ponyfill.es2018.js': 'for a Node without web streams',
};
