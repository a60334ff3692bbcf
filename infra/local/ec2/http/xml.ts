import { xmlDocument, type XmlObject, xmlOf } from '../../common/xml.ts';

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** A successful answer of `action`. */
export function answerXml(action: string, requestId: string, body: XmlObject): string {
  return PROLOG + xmlDocument(`${action}Response`, NAMESPACE, { requestId, ...body }, 'item');
}

export function errorXml(code: string, message: string, requestId: string): string {
  const response = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
  return PROLOG + xmlOf({ Response: response }, 'item');
}
