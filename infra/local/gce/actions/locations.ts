import { notFound } from '../errors.ts';
import type { ApiCall, Endpoint } from '../http/api-call.ts';
import type { Router } from '../http/router.ts';
import { linkTo, nameOf, projectOf } from '../links.ts';
import type { Json } from '../query/json.ts';
import { REGIONS, ZONES, regionOfZone } from '../backend/locations.ts';
import { listAnswer, pageOf, reading } from './collection.ts';

type Show = (name: string, call: ApiCall) => Json;

/** Zones, regions and the project itself: they are read-only. */
export function addLocations(router: Router<Endpoint>): void {
  addKind(router, 'zones', ZONES, zoneJson);
  addKind(router, 'regions', Object.keys(REGIONS), regionJson);
  router.add('GET', 'projects/*', reading('projects.get', projectJson));
}

function addKind(router: Router<Endpoint>, kind: string, names: readonly string[], show: Show): void {
  const list = (call: ApiCall) =>
    listAnswer(
      call,
      pageOf(call, names.toSorted(), (name) => name, show),
    );
  const get = (call: ApiCall) => {
    const name = nameOf(call.path);
    if (!names.includes(name)) throw notFound(call.path);
    return show(name, call);
  };
  router.add('GET', `projects/*/${kind}`, reading(`${kind}.list`, list));
  router.add('GET', `projects/*/${kind}/*`, reading(`${kind}.get`, get));
}

function zoneJson(name: string, call: ApiCall): Json {
  const project = projectOf(call.path);
  const selfLink = linkTo(`projects/${project}/zones/${name}`);
  const region = linkTo(`projects/${project}/regions/${regionOfZone(name)}`);
  const status = call.service.unreachableZones.has(name) ? 'DOWN' : 'UP';
  return { kind: 'compute#zone', id: placeId(ZONES, name), name, description: name, status, region, selfLink };
}

function regionJson(name: string, call: ApiCall): Json {
  const project = projectOf(call.path);
  return {
    kind: 'compute#region',
    id: placeId(Object.keys(REGIONS), name),
    name,
    description: name,
    status: 'UP',
    zones: REGIONS[name]?.map((zone) => linkTo(`projects/${project}/zones/${zone}`)),
    selfLink: linkTo(`projects/${project}/regions/${name}`),
  };
}

const placeId = (names: readonly string[], name: string): string => String(2000 + names.indexOf(name));

function projectJson(call: ApiCall): Json {
  const project = projectOf(call.path);
  const { state } = call.service;
  return {
    kind: 'compute#project',
    id: state.projectNumber(project),
    name: project,
    defaultServiceAccount: `${state.projectNumber(project)}-compute@developer.gserviceaccount.com`,
    selfLink: linkTo(`projects/${project}`),
  };
}
