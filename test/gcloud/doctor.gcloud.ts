import { it } from 'vitest';
import { startGcpDoctorFixture } from '../functions/cli/doctor/support/fixtures.ts';
import { GCP_FAULT_CASES } from '../functions/cli/doctor/support/gcp-fault-cases.ts';
import { verifyFaultCase } from '../functions/cli/doctor/support/fault-case.ts';
import { openGcloudShell } from '../support/cli/gcloud-shell.ts';
import { describeWithGcloud } from './describe-with-gcloud.ts';

const REMEDIABLE = Object.entries(GCP_FAULT_CASES).filter(
  ([, { remediation, persists }]) => persists !== true && /gcloud|sed/.test(remediation.source),
);

describeWithGcloud("the doctor's commands, pasted into a shell", () => {
  it.each(REMEDIABLE)('mend %s', async (_, illness) => {
    // The lines of one finding share a folder: some write a file for the next.
    await using stack = new AsyncDisposableStack();
    let shell: Awaited<ReturnType<typeof openGcloudShell>> | undefined;
    const patient = await startGcpDoctorFixture({
      ...illness,
      runInShell: async (line, { COMPUTE_API_ENDPOINT: url = '' }) => {
        shell ??= stack.use(await openGcloudShell({ url }));
        await shell.run(line);
      },
    });
    await verifyFaultCase(patient, illness);
  });
});
