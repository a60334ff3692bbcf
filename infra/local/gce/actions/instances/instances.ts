import { z } from 'zod';
import { ApiError } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { isSameFingerprint } from '../../backend/ids.ts';
import { bulkInsertion } from '../../backend/instances/bulk.ts';
import { checkFingerprint, draftInstance, requireInstance } from '../../backend/instances/instances.ts';
import * as lifecycle from '../../backend/instances/lifecycle.ts';
import { ZONES } from '../../backend/locations.ts';
import type { State } from '../../backend/state.ts';
import type { Instance } from '../../backend/model.ts';
import { aggregatedOf } from '../aggregated.ts';
import { bodyOf, text } from '../body.ts';
import { addCollection, mutating } from '../collection.ts';
import { bulkSchema, instanceInput, metadataSchema } from './body.ts';
import { fingerprintOf, instanceJson } from './json.ts';

type Change = (state: State, instance: Instance) => Mutation;

const CHANGES: Readonly<Record<string, Change>> = {
  reset: lifecycle.resetting,
  resume: (state, instance) => lifecycle.starting(state, instance, 'resume'),
  start: (state, instance) => lifecycle.starting(state, instance),
  stop: lifecycle.stopping,
  suspend: lifecycle.suspending,
};

const store = (call: ApiCall) => call.service.state.instances;

export function addInstances(router: Router<Endpoint>): void {
  const collection = 'projects/*/zones/*/instances';
  const item = `${collection}/*`;
  const places = { kind: 'zones', names: ZONES } as const;
  router.add('GET', 'projects/*/aggregated/instances', aggregatedOf('instances', places, store, instanceJson));
  const deletion = change(lifecycle.deletion);
  addCollection(router, { name: 'instances', path: collection, store, render: instanceJson, insertion, deletion });
  router.add('POST', `${collection}/bulkInsert`, mutating('instances.bulkInsert', bulk, true));
  router.add('PUT', item, mutating('instances.update', update));
  router.add('POST', `${item}/setMetadata`, mutating('instances.setMetadata', metadataChange, true));
  for (const [verb, make] of Object.entries(CHANGES)) {
    router.add('POST', `${item}/${verb}`, mutating(`instances.${verb}`, change(make), true));
  }
}

function insertion(call: ApiCall): Mutation {
  const { state } = call.service;
  return lifecycle.insertion(state, draftInstance(state, call.path, instanceInput(call.body)));
}

function bulk(call: ApiCall): Mutation {
  const { instanceProperties, ...rest } = bodyOf(bulkSchema, call.body);
  const input = { ...rest, instanceProperties: instanceProperties && instanceInput(instanceProperties) };
  return bulkInsertion(call.service.state, call.service.audit, call.path, input, call.caller);
}

const change = (make: Change) => (call: ApiCall) => make(call.service.state, idle(call));

function metadataChange(call: ApiCall): Mutation {
  const instance = idle(call);
  const { fingerprint, items = [] } = bodyOf(metadataSchema, call.body);
  checkFingerprint(instance, fingerprint);
  return lifecycle.metadataChange(call.service.state, instance, items);
}

/** Takes over what can be changed of an instance that runs: whether it forwards, and its metadata. */
function update(call: ApiCall): Mutation {
  const instance = idle(call);
  const { fingerprint } = bodyOf(z.object({ fingerprint: text }), call.body);
  if (!isSameFingerprint(fingerprint, fingerprintOf(instance))) {
    throw new ApiError('conditionNotMet', 'Supplied fingerprint does not match current instance fingerprint.');
  }
  const { canIpForward, metadata } = instanceInput(call.body);
  const forwards = canIpForward ?? false;
  return lifecycle.update(call.service.state, instance, forwards, metadata?.items);
}

/** The instance, if no operation is under way on it. */
function idle(call: ApiCall): Instance {
  call.service.operations.requireIdle(call.path);
  return requireInstance(call.service.state, call.path);
}
