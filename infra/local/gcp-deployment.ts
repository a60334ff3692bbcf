/** The Cloud Run function deployed beside a local Compute Engine. Apart from `gcp.ts`, since it loads the function and its clients. */
export { deployGcp, GCP_SETTINGS, type GcpDeployment } from './deploy/gcp.ts';
