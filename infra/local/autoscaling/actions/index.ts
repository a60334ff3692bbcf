import type { Actions } from './action.ts';
import { groupActions } from './groups.ts';
import { hookActions } from './hooks.ts';
import { instanceActions } from './instances.ts';
import { refreshActions } from './refreshes.ts';
import { warmPoolActions } from './warm-pools.ts';

export const autoScalingActions: Actions = {
  ...groupActions,
  ...hookActions,
  ...instanceActions,
  ...refreshActions,
  ...warmPoolActions,
};
