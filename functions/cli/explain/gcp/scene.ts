import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import type { Target, TargetIo } from '../../target/target.ts';
import type { Scene } from '../scene.ts';
export function readGcpScene(settings: SettingsSource, target: Target, io: TargetIo): Promise<Scene> {
  throw new Error(`${settings} ${target} ${io}`);
}
