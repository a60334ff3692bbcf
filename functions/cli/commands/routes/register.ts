import {
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  output,
  withSettingFlags,
  withWatchFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { RoutesOptions } from './routes.ts';

const ROUTE_AGE = `
NODE AGE is the age of the node that a route leads to, since its launch: EC2 does not say when a route was created.`;

export function registerRoutes({ program, io, setExitCode }: CommandLine): void {
  const ranges = 'only routes into these ranges, or to these addresses';
  withWatchFlags(withSettingFlags(program.command('routes').argument('[ranges...]', ranges)))
    .description(
      "lists the routes as the cloud's own command does; on a terminal with node, state, node age and status",
    )
    .addOption(output('table', 'wide', 'json', 'yaml'))
    .addHelpText(
      'after',
      examples(
        `routes ${CLUSTER_FLAGS}`,
        'routes -o wide',
        'routes 10.200.1.0/24 -o wide',
        'routes --cloud gcp -o table',
      ),
    )
    .addHelpText('after', ROUTE_AGE)
    .action(async (ranges: string[], options: CommonOptions & RoutesOptions) => {
      const load = async () => (await import('./routes.ts')).routes;
      setExitCode(await runWithTarget({ ...options, ranges }, io, load));
    });
}
