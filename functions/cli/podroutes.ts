import type { WriteStream } from 'node:tty';
import { SYSTEM_CLOCK } from '../../shared/reconcile/cloud/clock.ts';
import { cacheFolder } from './cache/cache-folder.ts';
import { ensureHome } from './command-line/home.ts';
import type { Io, Output } from './io.ts';
import { podroutes } from './program.ts';
import { sanitize } from './render/terminal/sanitize.ts';
import { hanging, widthOf } from './render/terminal/wrap.ts';

// Not from node:process: importing that reads everything it has, the allowed flags among it, which takes 5 ms.
const { stdout, stderr } = process;

function outputTo(stream: WriteStream): Output {
  const isTerminal = stream.isTTY;
  return {
    write: (text) => stream.write(text),
    isTerminal,
    hasColours: isTerminal,
    columns: stream.columns,
  };
}

function onInterrupt(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const unsubscribe = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const onSignal = () => {
    unsubscribe();
    listener();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return unsubscribe;
}

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: stderr });
  // Also for a Ctrl-C, which otherwise would leave the question open.
  const closed = new Promise<string>((answer) => terminal.once('close', () => answer('')));
  const answer = await Promise.race([
    terminal.question(`${hanging('', `${question} [y/N]`, widthOf(io.stderr))} `),
    closed,
  ]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

ensureHome(process.env);

const io: Io = {
  stdout: outputTo(stdout),
  stderr: outputTo(stderr),
  env: process.env,
  cwd: process.cwd(),
  cacheFolder: cacheFolder(process.env),
  runtime: SYSTEM_CLOCK,
  onInterrupt,
  confirm: process.stdin.isTTY ? confirm : undefined,
};

/** Ends in one line: Node would show the line of the bundle that threw, which is all of it. */
function endWith(error: unknown): never {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  stderr.write(sanitize(`podroutes: ${line}\n`, false));
  process.exit(1);
}

// Whoever reads only the first lines, as `head` does, has what he wanted.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  endWith(new Error(`the output cannot be written: ${error.message}`));
});
// There is nowhere left to say so.
stderr.on('error', () => {});
process.on('uncaughtException', endWith);

// What Node thinks of the packages concerns whoever builds podroutes, not whoever runs it.
process.removeAllListeners('warning');

// Which Node the SDK will want next year concerns whoever builds podroutes, not whoever runs it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.exitCode = await podroutes(process.argv.slice(2), io).catch(endWith);

/** A service that did not answer may keep its connection open; nobody waits for that. */
function endProcess(): void {
  const isWritten = stdout.writableLength + stderr.writableLength === 0;
  if (isWritten) process.exit();
  else setTimeout(endProcess, 50);
}
setTimeout(endProcess, 50).unref();
