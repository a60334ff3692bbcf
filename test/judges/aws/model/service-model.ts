import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';

const Reference = z.object({
  shape: z.string(),
  locationName: z.optional(z.string()),
  location: z.optional(z.string()),
});

const Shape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('structure'),
    members: z.record(z.string(), Reference),
    required: z._default(z.array(z.string()), []),
    /** The member that is the whole body. */
    payload: z.optional(z.string()),
    error: z.optional(z.object({ code: z.optional(z.string()) })),
  }),
  z.object({ type: z.literal('list'), member: Reference }),
  z.object({ type: z.literal('map'), key: Reference, value: Reference }),
  z.object({ type: z.literal('string'), enum: z.optional(z.array(z.string())), pattern: z.optional(z.string()) }),
  z.object({ type: z.enum(['boolean', 'integer', 'long', 'float', 'double', 'blob', 'timestamp']) }),
]);

const Operation = z.object({
  output: z.optional(z.object({ shape: z.string(), resultWrapper: z.optional(z.string()) })),
  errors: z._default(z.array(Reference), []),
  http: z.object({ responseCode: z._default(z.number(), 200) }),
});

const Model = z.object({
  metadata: z.object({
    protocol: z.enum(['ec2', 'query', 'json', 'rest-json']),
    jsonVersion: z.optional(z.string()),
    xmlNamespace: z.optional(z.string()),
  }),
  operations: z.record(z.string(), Operation),
  shapes: z.record(z.string(), Shape),
});

export type Reference = z.infer<typeof Reference>;
export type Shape = z.infer<typeof Shape>;
export type Structure = Extract<Shape, { type: 'structure' }>;
export type Scalar = Exclude<Shape, { type: 'structure' | 'list' | 'map' }>;
export type Operation = z.infer<typeof Operation>;
type Model = z.infer<typeof Model>;

/** A service as AWS describes it to its own clients. */
export class ServiceModel {
  readonly metadata: Model['metadata'];
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    this.metadata = model.metadata;
  }

  operation(name: string): Operation {
    const operation = this.#model.operations[name];
    if (operation === undefined) throw new Error(`the service has no ${name}`);
    return operation;
  }

  shape({ shape: name }: Pick<Reference, 'shape'>): Shape {
    const shape = this.#model.shapes[name];
    if (shape === undefined) throw new Error(`the model has no shape ${name}`);
    return shape;
  }

  /** The codes of the errors that an operation is described with. */
  errorCodes({ errors }: Operation): string[] {
    return errors.map((each) => {
      const shape = this.shape(each);
      return (shape.type === 'structure' ? shape.error?.code : undefined) ?? each.shape;
    });
  }
}

/** botocore's model of a service, from its folder in `botocore/data`, such as `ec2/2016-11-15`. */
export function readServiceModel(packages: string, service: string): ServiceModel {
  const file = join(packages, 'botocore/data', service, 'service-2.json.gz');
  return new ServiceModel(Model.parse(JSON.parse(gunzipSync(readFileSync(file)).toString())));
}
