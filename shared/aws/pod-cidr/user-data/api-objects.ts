/**
 * Objects of a cluster's API are about any machine, whoever writes them to a file: nodes, pods, clusters. What programs are
 * configured by on this one has a kind like `KubeletConfiguration` or `NodeConfig`.
 */
const isApiKind = (kind: string) => !/Config(?:uration)?$/.test(kind) || kind.startsWith('Cluster');

/** Whether the members of JSON or YAML are an object of a cluster's API. */
export const isApiObject = (apiVersion: unknown, kind: unknown) =>
  typeof apiVersion === 'string' && typeof kind === 'string' && isApiKind(kind);

function isApiDocument(document: string): boolean {
  const kind = /^kind:[ \t]*["']?(\w+)/m.exec(document)?.[1];
  return isApiObject(/^apiVersion:/m.exec(document)?.[0], kind);
}

/** A YAML of Kubernetes without the objects of a cluster's API; other texts as they are. */
export function withoutApiObjects(text: string): string {
  const first = text.split('\n').find((line) => !/^\s*(?:#|---|$)/.test(line));
  if (first === undefined || !/^(?:apiVersion|kind|metadata):/.test(first)) return text;
  const documents = text.split(/^---/m);
  return documents.filter((document) => !isApiDocument(document)).join('---');
}
