import type { ApiCall, Endpoint } from '../http/api-call.ts';
import type { Router } from '../http/router.ts';
import { linkTo, nameOf, projectOf } from '../links.ts';
import type { Json } from '../query/json.ts';
import { reading } from './collection.ts';

/** Every image is there, and every family has one. gcloud looks for it before it makes a template. */
export function addImages(router: Router<Endpoint>): void {
  const path = 'projects/*/global/images';
  router.add(
    'GET',
    `${path}/*`,
    reading('images.get', (call) => imageJson(call, nameOf(call.path))),
  );
  const latest = (call: ApiCall) => imageJson(call, `${nameOf(call.path)}-v1`, nameOf(call.path));
  router.add('GET', `${path}/family/*`, reading('images.getFromFamily', latest));
}

function imageJson(call: ApiCall, name: string, family?: string): Json {
  return {
    kind: 'compute#image',
    name,
    ...(family === undefined ? {} : { family }),
    status: 'READY',
    diskSizeGb: '10',
    selfLink: linkTo(`projects/${projectOf(call.path)}/global/images/${name}`),
  };
}
