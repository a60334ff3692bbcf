import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { DeployedPackage } from './deployed-packages.ts';

export interface Artifact {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of each file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  readonly packages: readonly DeployedPackage[];
}

const OWN_LICENCE = 'Apache-2.0';

const licences = new Contrib.License.Factories.LicenseFactory(() => {});

/** `sha512-BASE64`, as lock files have it. */
function hashesOf(integrity = ''): [Enums.HashAlgorithm, string][] {
  const [algorithm, digest] = integrity.split('-', 2);
  if (algorithm !== 'sha512' || digest === undefined) throw new Error(`no SHA-512: ${integrity}`);
  return [[Enums.HashAlgorithm['SHA-512'], Buffer.from(digest, 'base64').toString('hex')]];
}

function library({ name, version, locked, inclusions }: DeployedPackage): Models.Component {
  const [group, bare] = name.startsWith('@') ? name.split('/', 2) : [undefined, name];
  const component = new Models.Component(Enums.ComponentType.Library, bare ?? name, {
    version,
    bomRef: `${name}@${version}`,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    scope: Enums.ComponentScope.Required,
    hashes: new Models.HashDictionary(hashesOf(locked.integrity)),
    properties: new Models.PropertyRepository(inclusions.map((each) => new Models.Property('podroutes:how', each))),
    ...(group === undefined ? {} : { group }),
  });
  if (locked.license !== undefined) component.licenses.add(licences.makeFromString(locked.license));
  return component;
}

function file([path, sha256]: readonly [string, string]): Models.Component {
  return new Models.Component(Enums.ComponentType.File, path, {
    bomRef: `file:${path}`,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]]),
  });
}

/** The software bill of materials of an artefact: CycloneDX 1.6 as JSON. The same artefact gives the same text: no time, no serial number. */
export function billOfMaterials({ name, version, files, packages }: Artifact): string {
  const libraries = packages.map(library);
  const subject = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    bomRef: name,
    components: new Models.ComponentRepository([...files].map(file)),
  });
  subject.licenses.add(licences.makeFromString(OWN_LICENCE));
  for (const each of libraries) subject.dependencies.add(each.bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: subject }),
    components: new Models.ComponentRepository(libraries),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}
