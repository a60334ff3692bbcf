import type { Params } from '../http/params.ts';
import type { XmlObject } from '../../common/xml.ts';
import type { State } from '../backend/state.ts';

/** One API action, between the wire and the state. */
export interface Action {
  readonly kind: 'read' | 'write';
  run(state: State, params: Params): XmlObject;
}

export type Actions = Readonly<Record<string, Action>>;

/** An action that changes nothing, and so can be answered from an older state. */
export function read(run: Action['run']): Action {
  return { kind: 'read', run };
}

export function write(run: Action['run']): Action {
  return { kind: 'write', run };
}

/** An action that is only answered with `<return>true</return>`. */
export function command(run: (state: State, params: Params) => void): Action {
  return write((state, params) => {
    run(state, params);
    return { return: true };
  });
}
