import { styleText } from 'node:util';
import type { NodeStatus } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { Output } from '../../io.ts';

export const STYLES = ['green', 'red', 'yellow', 'cyan', 'dim', 'bold'] as const;

export type Style = (typeof STYLES)[number];

/** Colours `text` where `output` shows colours. */
export type Paint = (style: Style, text: string) => string;

export function painter({ hasColours }: Output): Paint {
  return (style, text) => (hasColours ? styleText(style, text, { validateStream: false }) : text);
}

/** What each status looks like; its word says the same. */
export const STATUS_STYLE: Readonly<Record<NodeStatus, Style>> = {
  ok: 'green',
  missing: 'red',
  stale: 'yellow',
  blackhole: 'red',
  stopped: 'dim',
  foreign: 'dim',
  conflict: 'red',
  refused: 'red',
  retained: 'yellow',
  unreadable: 'red',
  asking: 'yellow',
  'not-forwarding': 'red',
};
