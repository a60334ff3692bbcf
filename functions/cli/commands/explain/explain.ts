import { REQUEST_TIMEOUT } from '../../../../shared/reconcile/cloud/time-limit.ts';
import { explainQuestion, type Question } from '../../explain/explanation.ts';
import { renderExplanation } from '../../explain/render.ts';
import type { Scene } from '../../explain/scene.ts';
import { explanationJson } from '../../explain/to-json.ts';
import type { Io } from '../../io.ts';
import { painter } from '../../render/terminal/colour.ts';
import { type DataFormat, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { widthOf } from '../../render/terminal/wrap.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { openTarget } from '../../target/open.ts';
import type { Target, TargetIo } from '../../target/target.ts';

export interface ExplainOptions extends Question {
  readonly output?: 'table' | DataFormat;
}

async function readScene({ kind, settings }: ResolvedSettings, target: Target, io: TargetIo): Promise<Scene> {
  if (kind === 'aws') return (await import('../../explain/aws/scene.ts')).readAwsScene(settings, target, io);
  return (await import('../../explain/gcp/scene.ts')).readGcpScene(settings, target, io);
}

/** Tells the way of packets between pods, hop by hop. 1 when a packet or its answer does not get through. */
export async function explain(options: ExplainOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  // Some readings wait for others: two silent services in a row are still told of in time.
  const targetIo = { ...io, requestTimeout: (io.requestTimeout ?? REQUEST_TIMEOUT) / 2 };
  const target = await openTarget(resolved.kind, resolved.settings, targetIo);
  const scene = await withReadingStatus(io, target, () => readScene(resolved, target, targetIo));
  const explanation = await explainQuestion(scene, options);
  const { gaps } = scene.inventory;
  if (isDataFormat(options.output)) {
    const about = { cloud: resolved.kind, cluster: target.cluster.name };
    await writeData(io, options.output, { ...about, ...explanationJson(explanation), gaps });
  } else {
    const isAboutAll = options.destination === undefined;
    io.stdout.write(renderExplanation(explanation, isAboutAll, painter(io.stdout), widthOf(io.stdout)));
    for (const gap of gaps) printNote(io, gap);
  }
  return explanation.verdict === 'broken' ? 1 : 0;
}
