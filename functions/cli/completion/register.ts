import { Argument } from 'commander';
import { type CommandLine, examples } from '../command-line/options.ts';
import { type Shell, SHELLS } from './shells.ts';

export function registerCompletion({ program, io }: CommandLine): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .description('prints a script that completes commands and flags in your shell')
    .addHelpText('after', examples('completion bash >> ~/.bashrc', 'completion zsh > "${fpath[1]}/_podroutes"'))
    .action(async (shell: Shell) => {
      const { COMPLETION_SCRIPTS } = await import('./scripts.ts');
      io.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
}
