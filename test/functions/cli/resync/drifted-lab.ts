import { AWS_TUTORIAL, type LocalEc2, seedTutorialCluster, startLocalEc2 } from '../../../../infra/local/aws.ts';
import { awsEnv, type CliOptions, type CliResult, runCli } from '../../../support/cli/run-cli.ts';

/** The lab's cluster: no route to worker-1, one to worker-2 that leads to worker-0, and two that nobody claims. */
export class DriftedLab implements AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly table: string;
  /** A second table of the cluster, without pod routes. */
  readonly otherTable: string;
  readonly workers: readonly string[];

  private constructor(ec2: LocalEc2) {
    this.ec2 = ec2;
    const { routeTableId, vpcId, workers } = seedTutorialCluster(ec2.backend);
    this.table = routeTableId;
    this.otherTable = ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id;
    this.workers = workers.map(({ id }) => id);
    for (const [range, worker] of [
      ['10.200.0.0/24', 0],
      ['10.200.2.0/24', 0],
      ['10.200.8.0/24', 1],
      ['10.200.9.0/24', 2],
    ] as const)
      this.addRoute(range, worker);
  }

  static async open(): Promise<DriftedLab> {
    return new DriftedLab(await startLocalEc2());
  }

  addRoute(range: string, worker: number): void {
    this.ec2.backend.createRoute(this.table, range, { field: 'instanceId', id: this.workers[worker] ?? '' });
  }

  run(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(argv, { env: awsEnv(this.ec2), ...options });
  }

  /** The cluster's ranges in a table. */
  ranges(table = this.table): string[] {
    const destinations = this.ec2.backend.routesOf(table).map(({ destination }) => destination);
    return destinations.filter((each) => each.startsWith('10.200.')).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ec2.close();
  }
}
