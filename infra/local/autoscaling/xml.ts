import { XMLBuilder } from 'fast-xml-parser';

const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';
const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

export function emptyAnswerXml(action: string, requestId: string): string {
  return builder.build({
    [`${action}Response`]: {
      '@_xmlns': NAMESPACE,
      [`${action}Result`]: '',
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

export function errorXml(code: string, message: string, requestId: string): string {
  const error = { Type: 'Sender', Code: code, Message: message };
  return builder.build({ ErrorResponse: { '@_xmlns': NAMESPACE, Error: error, RequestId: requestId } });
}
