import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import * as z from 'zod/mini';
import { type Ec2Variants, environmentVariants, type LocalEc2, startLocalEc2 } from '../../../../infra/local/aws.ts';
import { type GceVariants, type LocalGce, startLocalGce } from '../../../../infra/local/gcp.ts';
import type { CallLog, FaultInjector } from '../../../../infra/local/simulation.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { awsEnv, type CliOptions, type CliResult, gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';

const Check = z.object({ id: z.string(), outcome: z.string(), observed: z.optional(z.string()) });
const Report = z.looseObject({ ended: z.string(), removed: z.boolean(), checks: z.array(Check) });

/** What the local clouds have in common. */
interface LocalCloud {
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  settle(): void;
  close(): Promise<void>;
}

interface Account<Local> {
  readonly cloud: Local;
  readonly env: Readonly<Record<string, string>>;
  /** What of it costs money or counts for a quota. */
  readonly left: () => string[];
}

/** An account in which transitions end as time passes, which whoever waits in it passes by himself. */
export class AcceptanceAccount<Local extends LocalCloud = LocalCloud> implements AsyncDisposable {
  readonly cloud: Local;
  readonly left: () => string[];
  /** What was asked by `runAsked`. */
  readonly questions: string[] = [];
  /** What else happens as time passes. */
  onTime: (now: number) => Promise<void> = () => Promise.resolve();
  /** What ends with it. */
  readonly deferred = new AsyncDisposableStack();
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor({ cloud, env, left }: Account<Local>, folder: string) {
    this.cloud = cloud;
    this.left = left;
    this.#env = env;
    this.#folder = folder;
    const clock = sleepless();
    this.#clock = {
      now: clock.now,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        if (milliseconds >= 1000) {
          cloud.settle();
          await this.onTime(clock.now());
        }
        return clock.sleep(milliseconds);
      },
    };
  }

  run(...argv: readonly string[]): Promise<CliResult> {
    return this.#run(argv, {});
  }

  /** Without `--yes`: somebody is asked, and answers. */
  runAsked(isAgreed: boolean): Promise<CliResult> {
    const confirm = async (question: string) => {
      this.questions.push(question);
      return isAgreed;
    };
    return this.#run([], { confirm });
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
    const next = vi.spyOn(this.cloud.faults, 'next').mockImplementation(() => {
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

  #atCall(wanted: number, listener: () => void): void {
    let calls = 0;
    vi.spyOn(this.cloud.faults, 'next').mockImplementation(() => {
      calls += 1;
      if (calls === wanted) listener();
      return undefined;
    });
  }

  #run(argv: readonly string[], options: CliOptions): Promise<CliResult> {
    const environment = { env: this.#env, folder: this.#folder, time: this.#clock };
    return runCli(['acceptance', ...argv], { ...environment, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deferred.disposeAsync();
    await this.cloud.close();
    await rm(this.#folder, { recursive: true });
  }
}

const folder = () => mkdtemp(join(tmpdir(), 'podroutes-acceptance-'));

/** But for what belongs to a deployment. */
function leftOnBus({ rules, queues }: LocalEc2['services']): string[] {
  const made = [...rules.values()].filter(({ isOfStack }) => !isOfStack);
  const queued = [...queues.values()].filter(({ attributes }) => attributes !== undefined);
  return [...made.map(({ name }) => `rule ${name}`), ...queued.map(({ name }) => `queue ${name}`)];
}

function leftOnAws({ backend, services }: LocalEc2): string[] {
  const { instances, routeTables, subnets, vpcs, interfaces } = backend.state;
  const alive = [...instances.values()].filter(({ state }) => state !== 'terminated');
  const resources = [...alive, ...[routeTables, subnets, vpcs, interfaces].flatMap((table) => [...table.values()])];
  return [...resources.map(({ id }) => id), ...leftOnBus(services)];
}

/** As is believed, but for `turned`; what the environment turns round does not count here. */
export async function openAwsAccount(turned: Partial<Ec2Variants> = {}): Promise<AcceptanceAccount<LocalEc2>> {
  const cloud = await startLocalEc2({ variants: { ...environmentVariants({}), ...turned } });
  return new AcceptanceAccount({ cloud, env: awsEnv(cloud), left: () => leftOnAws(cloud) }, await folder());
}

function leftOnGcp({ backend }: LocalGce): string[] {
  const { instances, routes, subnets, networks } = backend.state;
  return [instances, routes, subnets, networks].flatMap((store) => [...store.values()]).map(({ path }) => path);
}

/** The same on GCP. */
export async function openGcpAccount(turned: Partial<GceVariants> = {}): Promise<AcceptanceAccount<LocalGce>> {
  const cloud = await startLocalGce({ variants: turned });
  return new AcceptanceAccount({ cloud, env: gcpEnv(cloud), left: () => leftOnGcp(cloud) }, await folder());
}
