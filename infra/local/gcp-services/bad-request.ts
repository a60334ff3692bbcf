/** A request that the API does not understand: 400, INVALID_ARGUMENT. */
export class BadRequest extends Error {}
