import {
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  output,
  withSettingFlags,
  withWatchFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { NodesOptions } from './nodes.ts';

export function registerNodes({ program, io, setExitCode }: CommandLine): void {
  withWatchFlags(
    withSettingFlags(
      program
        .command('nodes')
        .argument('[names...]', 'only these: names, ids, internal addresses, or addresses or ranges of their pods'),
    ),
  )
    .description('lists the nodes: internal address and pod CIDR; on a terminal also state, age and status')
    .addOption(output('table', 'wide', 'json', 'yaml'))
    .addHelpText(
      'after',
      examples(
        `nodes ${CLUSTER_FLAGS}`,
        'nodes -o wide',
        'nodes worker-1 -o yaml',
        'nodes 10.200.3.17 -o wide',
        'nodes -o json | jq .nodes',
      ),
    )
    .action(async (names: string[], options: CommonOptions & NodesOptions) => {
      const load = async () => (await import('./nodes.ts')).nodes;
      setExitCode(await runWithTarget({ ...options, names }, io, load));
    });
}
