import type { ExplainedPath, Explanation } from './explanation.ts';
import type { Hop, Place } from './hop.ts';
import { UNSEEN } from './render.ts';

const placeJson = ({ cidr, label, machine }: Place) => ({
  ...(cidr === undefined ? {} : { cidr }),
  label,
  ...(machine === undefined ? {} : { instance: machine.id, name: machine.name }),
});

const hopJson = ({ way, kind, status, subject, what }: Hop) => ({ way, kind, status, subject, what });

function pathJson({ source, destination, verdict, hops, culprit, mend }: ExplainedPath) {
  return {
    source: placeJson(source),
    destination: placeJson(destination),
    verdict,
    hops: hops.map(hopJson),
    ...(culprit === undefined ? {} : { culprit: hops.indexOf(culprit) }),
    ...(mend === undefined ? {} : { mend }),
  };
}

/** An explanation for programs, as docs/schemas/explain.schema.json has it. */
export function explanationJson({ destinations, verdict, paths }: Explanation) {
  return { verdict, destinations: destinations.map(placeJson), paths: paths.map(pathJson), unseen: [UNSEEN] };
}
