const statusByCode: Readonly<Record<string, number>> = {
  AuthFailure: 401,
  DryRunOperation: 412,
  InternalError: 500,
  InternalFailure: 500,
  OptInRequired: 403,
  PendingVerification: 403,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  Unavailable: 503,
  UnauthorizedOperation: 403,
};

/** An answer of the service that is not a success: its code, its sentence and its HTTP status. */
export class Ec2Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number = statusByCode[code] ?? 400) {
    super(message);
    this.name = 'Ec2Error';
    this.code = code;
    this.status = status;
  }
}

/** A parameter the service cannot use. `message` is the whole sentence. */
export function invalidValue(message: string): Ec2Error {
  return new Ec2Error('InvalidParameterValue', message);
}

/** A parameter that has to be there and is not; `name` as on the wire, for example `RouteTableId`. */
export function missingParameter(name: string): Ec2Error {
  const asTheServiceSpellsIt = name.charAt(0).toLowerCase() + name.slice(1);
  return new Ec2Error('MissingParameter', `The request must contain the parameter ${asTheServiceSpellsIt}`);
}

export function invalidCombination(message: string): Ec2Error {
  return new Ec2Error('InvalidParameterCombination', message);
}

/** Something cannot be deleted, because others still use it. */
export function dependencyViolation(name: string, id: string): Ec2Error {
  return new Ec2Error('DependencyViolation', `The ${name} '${id}' has dependencies and cannot be deleted.`);
}

/** Several interfaces leave open which one an operation on the instance means. */
export function multipleInterfaces(instanceId: string): Ec2Error {
  return new Ec2Error(
    'InvalidInstanceID',
    `There are multiple interfaces attached to instance '${instanceId}'. ` +
      'Please specify an interface ID for the operation instead.',
  );
}
