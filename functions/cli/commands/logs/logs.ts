import type { Io } from '../../io.ts';
import type { LogEvent, LogSource } from '../../logs/log-source.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { isAbout } from '../../logs/parsed-line.ts';
import { jsonLine, renderEvent } from '../../logs/render-event.ts';
import type { Since } from '../../logs/since.ts';
import { painter } from '../../render/terminal/colour.ts';
import { printNote } from '../../render/output-format.ts';
import { withStatus } from '../../render/terminal/status-line.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { untilInterrupted } from '../../watch/until-interrupted.ts';

/** Seconds between two looks: of the quotas that people share with whoever else reads logs, a fifth at most. */
const INTERVAL = 5;

export interface LogsOptions {
  readonly follow?: boolean;
  readonly since: Since;
  readonly node?: readonly string[];
  readonly output?: 'text' | 'json';
}

async function openLog({ kind, settings }: ResolvedSettings, io: Io): Promise<LogSource> {
  if (kind === 'aws') return (await import('../../logs/aws.ts')).awsLog(settings, io);
  return (await import('../../logs/gcp.ts')).gcpLog(settings, io);
}

/** Writes each of the events that is asked for. Answers how many those were. */
function printerFor({ node, output = 'text' }: LogsOptions, { stdout }: Io): (events: readonly LogEvent[]) => number {
  const nodes = node && new Set(node);
  const paint = painter(stdout);
  const isMeant = (event: LogEvent) =>
    (output === 'json' || !event.isRoutine) && (nodes === undefined || isAbout(event, nodes));
  const render = (event: LogEvent) => (output === 'json' ? jsonLine(event) : renderEvent(event, paint));
  return (events) => {
    const meant = events.filter(isMeant);
    if (meant.length > 0) stdout.write(meant.map((event) => `${render(event)}\n`).join(''));
    return meant.length;
  };
}

/** What the deployed function has logged, and with `follow` what it logs from now on, until Ctrl-C. */
export async function logs(options: LogsOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const start = io.runtime.now();
  const since = options.since(start);
  const source = await withStatus(io, 'looking for the function', () => openLog(resolved, io));
  const reader = new LogReader(source, since);
  const print = printerFor(options, io);
  const look = async (ended?: AbortSignal): Promise<number> => {
    const pages = reader.look(io.runtime.now());
    let printed = 0;
    for (;;) {
      const page = await withStatus(io, `reading ${source.name}`, () => pages.next());
      if (page.done === true || ended?.aborted === true) return printed;
      printed += print(page.value);
    }
  };
  if (options.follow === true) return untilInterrupted(INTERVAL, io, async (ended) => void (await look(ended)));
  if ((await look()) === 0) {
    const about = options.node === undefined ? '' : ` about ${options.node.join(', ')}`;
    printNote(
      io,
      `nothing${about} in ${source.name} since ${new Date(since).toISOString()}; --since looks further back`,
    );
  }
  return 0;
}
