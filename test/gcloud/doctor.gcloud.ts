import { it } from 'vitest';
import { gcpPatient } from '../functions/cli/doctor/support/bench.ts';
import { GCP_ILLNESSES } from '../functions/cli/doctor/support/gcp-illnesses.ts';
import { treat } from '../functions/cli/doctor/support/illness.ts';
import { openShell } from '../support/gcloud-shell.ts';
import { describeWithGcloud } from './gcloud.ts';

const MENDED = Object.entries(GCP_ILLNESSES).filter(
  ([, { mend, stays }]) => stays !== true && /gcloud|sed/.test(mend.source),
);

describeWithGcloud("the doctor's commands, pasted into a shell", () => {
  it.each(MENDED)('mend %s', async (_, illness) => {
    // The lines of one finding share a folder: some write a file for the next.
    await using stack = new AsyncDisposableStack();
    let shell: Awaited<ReturnType<typeof openShell>> | undefined;
    const patient = await gcpPatient({
      ...illness,
      type: async (line, { COMPUTE_API_ENDPOINT: url = '' }) => {
        shell ??= stack.use(await openShell({ url }));
        await shell.paste(line);
      },
    });
    await treat(patient, illness);
  });
});
