import { type CommandLine, CLUSTER_FLAGS, examples, fileIsOut, withSettingFlags } from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { MapOptions } from './map.ts';

export function registerMap({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('map'))
    .description('writes a page that shows the cluster CIDR block by block, to open in a browser')
    .option('--out <file>', 'file to write; - is standard output', 'routes.html')
    .addOption(fileIsOut())
    .addHelpText(
      'after',
      examples(`map ${CLUSTER_FLAGS}`, 'map --out routes.html', 'map --out - | gzip > routes.html.gz'),
    )
    .action(async (options: CommonOptions & MapOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./map.ts')).map));
    });
}
