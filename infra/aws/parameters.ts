import { readFileSync } from 'node:fs';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import * as z from 'zod/mini';

/** A parameter of the deployment, as serverless.yml states it. */
export interface Parameter {
  readonly name: string;
  /** The comment above it. */
  readonly description: string;
  /** Undefined: somebody has to say it. */
  readonly default: string | undefined;
  /** The variable of the function's environment that has its value. */
  readonly environment: string | undefined;
}

/** Whether a parameter is true or false. */
export const isSwitch = ({ default: fallback }: Parameter): boolean => fallback === 'true' || fallback === 'false';

const FILE = new URL('../../serverless.yml', import.meta.url);

const Environment = z.record(z.string(), z.string());

/** `${param:NAME}`, perhaps with something to fall back to. */
const REFERENCE = /^\$\{param:([a-z0-9-]+)/;

const oneLine = (comment: string) => comment.replaceAll(/\s+/g, ' ').trim();

function readParameter({ key, value }: YAMLMap['items'][number], first: string): Omit<Parameter, 'environment'> {
  const { text } = z.object({ text: z.string() }).parse({ text: isScalar(key) ? key.value : undefined });
  const comment = isScalar(key) ? (key.commentBefore ?? first) : '';
  const given = isScalar(value) ? value.value : undefined;
  return { name: text, description: oneLine(comment), default: z.nullish(z.string()).parse(given) ?? undefined };
}

/** The parameters that serverless.yml has, in its order. */
export function readParameters(): Parameter[] {
  const document = parseDocument(readFileSync(FILE, 'utf8'));
  const params = document.getIn(['params', 'default']);
  if (!isMap(params)) throw new Error('serverless.yml has no params');
  const variables = document.getIn(['functions', 'podRoutes', 'environment']);
  const environment = Environment.parse(isMap(variables) ? variables.toJSON() : undefined);
  const variableOf = new Map(Object.entries(environment).map(([name, text]) => [REFERENCE.exec(text)?.[1], name]));
  return params.items.map((item, i) => {
    // The comment above the first key is the map's.
    const parameter = readParameter(item, i === 0 ? (params.commentBefore ?? '') : '');
    return { ...parameter, environment: variableOf.get(parameter.name) };
  });
}
