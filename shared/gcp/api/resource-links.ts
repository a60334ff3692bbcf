/** The last part of a resource's link, and the project it names. */
export function partsOfLink(link: string | null | undefined): { project: string; name: string } {
  const [, project = ''] = /projects\/([^/]+)\//.exec(link ?? '') ?? [];
  return { project, name: (link ?? '').split('/').at(-1) ?? '' };
}

/** A resource's link without host and API version, which differ between answers. */
export function pathOfLink(link: string | null | undefined): string {
  return (link ?? '').replace(/^.*?\/(?=projects\/)/, '');
}
