import { expect, it } from 'vitest';
import { startAwsDoctorFixture } from '../doctor/support/fixtures.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
it('x', async () => {
  const { env, ec2, interfaceOf } = await startAwsDoctorFixture();
  console.log(await runCli(['explain', '10.200.0.5', 'worker-1'], { env }));
  ec2.backend.setSourceDestCheck(interfaceOf(1), true);
  console.log((await runCli(['explain', '10.200.0.5', 'worker-1'], { env })).stdout);
  console.log((await runCli(['explain', '10.200.0.5'], { env })).stdout);
  expect(1).toBe(1);
});
