/** An answer that says no, as the API writes it. */
export class StatusError extends Error {
  readonly status: { readonly code: number; readonly reason: string; readonly message: string };

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.status = { code, reason, message };
  }

  get body(): object {
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...this.status };
  }
}

export const notFound = (name: string) => new StatusError(404, 'NotFound', `nodes "${name}" not found`);

export const expired = (version: number, oldest: number) =>
  new StatusError(410, 'Expired', `too old resource version: ${version} (${oldest})`);

export const forbidden = (verb: string, resource: string) =>
  new StatusError(
    403,
    'Forbidden',
    `${resource} is forbidden: User "system:serviceaccount:podroutes:publisher" cannot ${verb} resource "${resource}" in API group "" at the cluster scope`,
  );
