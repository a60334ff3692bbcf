import { createRequire } from 'node:module';

const protos: unknown = createRequire(import.meta.url)('@google-cloud/compute/build/protos/protos.json');

/**
 * google-gax finds the description of an API in its cache by a hash of the whole text: four megabytes for each client of Compute
 * Engine, half of what a test of GCP would cost. There is one description in a process, so its name is as good as its text.
 */
if (typeof protos === 'object' && protos !== null) {
  Object.defineProperty(protos, 'toJSON', { value: () => 'Compute Engine', configurable: true });
}
