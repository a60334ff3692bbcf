import type { ExcludedFiles } from './trim/exclude-files.ts';

/** Of AWS' clients: what Node and Lambda's environment make needless. */
export const EXCLUDED_FROM_SMITHY: ExcludedFiles = {
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'for a Node without SHA-256',
  '@smithy/core/dist-es/submodules/checksum/crc32/Crc32Js.js': 'for a Node without CRC-32',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'asks an instance for its region; the environment says it',
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js':
    'only a client of S3 has buckets',
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js': 'we say that retries are `standard`',
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js': 'only for the former',
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
