interface Part {
  readonly type: string;
  readonly encoding?: string;
  readonly body: string;
}

/** User data of several parts, as cloud-init takes it. */
export const mime = (parts: readonly Part[]) =>
  [
    'Content-Type: multipart/mixed; boundary="==B=="',
    'MIME-Version: 1.0',
    '',
    ...parts.flatMap(({ type, encoding, body }) => [
      '--==B==',
      `Content-Type: ${type}; charset="us-ascii"`,
      ...(encoding === undefined ? [] : [`Content-Transfer-Encoding: ${encoding}`]),
      'Content-Disposition: attachment; filename="part"',
      '',
      body,
    ]),
    '--==B==--',
    '',
  ].join('\r\n');
