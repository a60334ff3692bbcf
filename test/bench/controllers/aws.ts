import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { AWS_CREDENTIALS } from '../../../infra/local/aws-deployment.ts';
import type { LocalEc2 } from '../../../infra/local/aws.ts';

/** The route controller's period: k8s.io/cloud-provider, config/v1alpha1/defaults.go, RouteReconciliationPeriod. */
export const PERIOD_SECONDS = 10;

/** What was counted once on the controller itself; the model below was compared with it. */
export const COUNTED_ON = 'counted on cloud-provider-aws v1.37.1, 2026-11-28';

/** gardener's aws-custom-route-controller looks at the tables once an hour, unless a node changes; between nothing is noticed. */
export const GARDENER = { callsADay: 24, name: 'gardener’s aws-custom-route-controller' };

/** From so many instance routes on ListRoutes describes their instances in two calls. */
const ROUTES_FOR_TWO_CALLS = 500;

/**
 * A model of the calls that cloud-provider-aws' route controller makes, after pkg/providers/v1/aws_routes.go of
 * github.com/kubernetes/cloud-provider-aws at commit 63ec440: ListRoutes in each period, CreateRoute and DeleteRoute when a
 * node comes or goes. It calls for real, so that pages and answers count as they do; it decides nothing. What the other
 * controllers of that process call is left out.
 */
export class AwsRouteController {
  readonly #client: EC2Client;
  readonly #table: string;

  constructor(ec2: LocalEc2, table: string) {
    this.#client = new EC2Client({ endpoint: ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });
    this.#table = table;
  }

  /** ListRoutes: every table of the account, then every instance that a route names. */
  async list(): Promise<void> {
    const tables = await this.#tables();
    const routes = tables.find(({ RouteTableId }) => RouteTableId === this.#table)?.Routes ?? [];
    const ids = routes.flatMap(({ InstanceId }) => (InstanceId === undefined ? [] : [InstanceId]));
    const half = ids.length < ROUTES_FOR_TWO_CALLS ? ids.length : Math.ceil(ids.length / 2);
    for (const part of [ids.slice(0, half), ids.slice(half)]) {
      if (part.length > 0) await this.#client.send(new DescribeInstancesCommand({ InstanceIds: part }));
    }
  }

  /** CreateRoute of several nodes at once: their instances are described together. Where the table is full it fails, in each period. */
  async createTogether(nodes: ReadonlyMap<string, string>): Promise<void> {
    await this.#client.send(new DescribeInstancesCommand({ InstanceIds: [...nodes.values()] }));
    for (const [destination, instance] of nodes) await this.#createDescribed(destination, instance).catch(() => {});
  }

  /** CreateRoute: the instance, its source/dest check, the tables once more, the route. */
  async create(destination: string, instance: string): Promise<void> {
    await this.#client.send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    await this.#createDescribed(destination, instance);
  }

  async #createDescribed(destination: string, instance: string): Promise<void> {
    await this.#client.send(
      new ModifyInstanceAttributeCommand({ InstanceId: instance, SourceDestCheck: { Value: false } }),
    );
    await this.#tables();
    await this.#client.send(
      new CreateRouteCommand({
        RouteTableId: this.#table,
        DestinationCidrBlock: destination,
        InstanceId: instance,
      }),
    );
  }

  /** DeleteRoute: the tables once more, the route. */
  async delete(destination: string): Promise<void> {
    await this.#tables();
    await this.#client.send(new DeleteRouteCommand({ RouteTableId: this.#table, DestinationCidrBlock: destination }));
  }

  close(): void {
    this.#client.destroy();
  }

  async #tables() {
    const { RouteTables = [] } = await this.#client.send(new DescribeRouteTablesCommand({}));
    return RouteTables;
  }
}
