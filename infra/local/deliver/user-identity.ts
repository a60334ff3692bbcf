/** The id that IAM gives a role or a user, by its name. */
const idOf = (prefix: string, name: string) =>
  `${prefix}${Buffer.from(name).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`;

/**
 * Whoever signs a call, as CloudTrail tells it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 *
 * @param arn of a session of a role, of a user or of the root
 */
export function userIdentity(arn: string, since: string): object {
  const [, , service = '', , accountId = '', resource = ''] = arn.split(':');
  const [kind, name = '', session = ''] = resource.split('/');
  if (service !== 'sts') {
    const key = { arn, accountId, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
    if (kind === 'root') return { type: 'Root', principalId: accountId, ...key };
    return { type: 'IAMUser', principalId: idOf('AIDA', name), ...key, userName: name };
  }
  const principalId = idOf('AROA', name);
  const issuer = {
    type: 'Role',
    principalId,
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    accountId,
    userName: name,
  };
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn,
    accountId,
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    sessionContext: { sessionIssuer: issuer, attributes: { creationDate: since, mfaAuthenticated: 'false' } },
  };
}
