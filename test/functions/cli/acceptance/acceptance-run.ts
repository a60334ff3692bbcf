import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import * as z from 'zod/mini';
import { type Ec2Variants, environmentVariants, type LocalEc2, startLocalEc2 } from '../../../../infra/local/aws.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { awsEnv, type CliOptions, type CliResult, runCli, sleepless } from '../../../support/cli/run-cli.ts';

const Check = z.object({ id: z.string(), outcome: z.string(), observed: z.optional(z.string()) });
const Report = z.looseObject({ ended: z.string(), removed: z.boolean(), checks: z.array(Check) });

/** An account in which transitions end as time passes, which whoever waits in it passes by himself. */
export class AcceptanceAccount implements AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly #folder: string;
  readonly #clock: Clock;

  private constructor(ec2: LocalEc2, folder: string) {
    this.ec2 = ec2;
    this.#folder = folder;
    const clock = sleepless();
    this.#clock = {
      now: clock.now,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        if (milliseconds >= 1000) ec2.settle();
        return clock.sleep(milliseconds);
      },
    };
  }

  /** As is believed, but for `turned`; what the environment turns round does not count here. */
  static async open(turned: Partial<Ec2Variants> = {}): Promise<AcceptanceAccount> {
    const ec2 = await startLocalEc2({ variants: { ...environmentVariants({}), ...turned } });
    return new AcceptanceAccount(ec2, await mkdtemp(join(tmpdir(), 'podroutes-acceptance-')));
  }

  run(...argv: readonly string[]): Promise<CliResult> {
    return this.#run(argv, {});
  }

  /** Without `--yes`: somebody is asked, and answers. */
  runAsked(isAgreed: boolean): Promise<CliResult> {
    return this.#run([], { confirm: async () => isAgreed });
  }

  /** `--yes`, and Ctrl-C after so many calls. */
  runInterrupted(calls: number): Promise<CliResult> {
    let interrupt = () => {};
    this.#atCall(calls, () => interrupt());
    return this.#run(['--yes'], { onInterruptible: (listener) => (interrupt = listener) });
  }

  /**
   * `--yes`, and the process ends at that call, before or after its effect: whatever it still sends gets nowhere. Until the account is
   * asked again, by another.
   */
  async runKilled(call: number, when: 'before' | 'after'): Promise<CliResult> {
    let calls = 0;
    const next = vi.spyOn(this.ec2.faults, 'next').mockImplementation(() => {
      calls += 1;
      if (calls < call) return undefined;
      return { code: 'none', connection: 'closed', when: calls === call ? when : 'before' };
    });
    const result = await this.#run(['--yes'], {});
    next.mockRestore();
    return result;
  }

  async reportText(): Promise<string> {
    return readFile(join(this.#folder, 'podroutes-acceptance.json'), 'utf8');
  }

  async report() {
    return Report.parse(JSON.parse(await this.reportText()));
  }

  /** What of an account costs money or counts for a quota. */
  left(): string[] {
    const { instances, routeTables, subnets, vpcs, interfaces } = this.ec2.backend.state;
    const alive = [...instances.values()].filter(({ state }) => state !== 'terminated');
    return [...alive, ...[routeTables, subnets, vpcs, interfaces].flatMap((table) => [...table.values()])].map(
      ({ id }) => id,
    );
  }

  #atCall(wanted: number, listener: () => void): void {
    let calls = 0;
    vi.spyOn(this.ec2.faults, 'next').mockImplementation(() => {
      calls += 1;
      if (calls === wanted) listener();
      return undefined;
    });
  }

  #run(argv: readonly string[], options: CliOptions): Promise<CliResult> {
    const environment = { env: awsEnv(this.ec2), folder: this.#folder, time: this.#clock };
    return runCli(['acceptance', ...argv], { ...environment, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ec2.close();
    await rm(this.#folder, { recursive: true });
  }
}
