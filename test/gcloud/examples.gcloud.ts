import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openGcloudShell } from '../support/cli/gcloud-shell.ts';
import { gcpEnv, runCli } from '../support/cli/run-cli.ts';
import { startLocalGce } from '../../infra/local/gcp.ts';
import { describeWithGcloud } from './describe-with-gcloud.ts';

const CREATE_CLUSTER = fileURLToPath(new URL('../../infra/examples/gcp/create-cluster', import.meta.url));

/** Milliseconds for six commands of gcloud, each of which starts a Python. */
const TIMEOUT = 300_000;

describeWithGcloud('the example of the lab', () => {
  it(
    'works as it is',
    async () => {
      const gce = await startLocalGce({ autoSettle: 1 });
      try {
        await using shell = await openGcloudShell(gce, TIMEOUT);
        await shell.run(CREATE_CLUSTER);
        const resync = await runCli(['resync'], { env: gcpEnv(gce) });
        expect(resync).toMatchObject({ code: 0, stdout: expect.stringContaining('3 created, 0 replaced, 0 deleted') });
      } finally {
        await gce.close();
      }
    },
    TIMEOUT,
  );
});
