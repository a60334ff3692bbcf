import { Argument } from 'commander';
import { type CommandLine, examples } from '../command-line/options.ts';
import { COMPLETION_SCRIPTS, SHELLS } from './scripts.ts';

export function registerCompletion({ program, io }: CommandLine): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .description('prints a script that completes commands and flags in your shell')
    .addHelpText('after', examples('completion bash >> ~/.bashrc', 'completion zsh > "${fpath[1]}/_podroutes"'))
    .action((shell: (typeof SHELLS)[number]) => void io.stdout.write(COMPLETION_SCRIPTS[shell]));
}
