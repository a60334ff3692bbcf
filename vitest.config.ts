import { matchesGlob, relative } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { NOWHERE } from './test/support/cli/nowhere.ts';

/** Each starts processes or makes bundles. */
const PROCESS = [
  'test/built/{aws,start}.test.ts',
  'test/functions/gcp/process/function-process.test.ts',
  'test/infra/gcp/terraform.test.ts',
];

/** Starts so many processes that `npm test` takes a sample of what they do. */
const PROCESS_SYSTEMATIC = ['test/built/cli.test.ts'];

/** Each goes through all there is of something: every step, every finding, every client, thousands of inputs. `npm test` takes a sample. */
const SYSTEMATIC = [
  'test/functions/cli/acceptance/{aws,gcp}.test.ts',
  'test/functions/cli/doctor/{advice,aws,gcp}.test.ts',
  'test/functions/cli/render/terminal/narrow.test.ts',
  'test/functions/cli/unanswered/*.test.ts',
  'test/fuzz/{regular-expressions,fuzz}.test.ts',
  'test/histories/histories.test.ts',
  'test/histories/*/crashes.test.ts',
  'test/infra/build/prune-protos.test.ts',
  'test/infra/node/ranges.test.ts',
  'test/shared/aws/pod-cidr/{growth,noise}.test.ts',
];

/** Measurements, load, comparisons of whole builds, and what is mostly waiting: they have no sample. */
const FULL_ONLY = [
  'test/built/budget.test.ts',
  'test/built/{completion,publish,pod/*}.test.ts',
  'test/built/trimmed/*.test.ts',
  'test/functions/aws/load/*.test.ts',
  'test/functions/aws/routes/unanswered.test.ts',
  'test/functions/cli/acceptance/{cleanup,deployed,outcomes}.test.ts',
  'test/functions/cli/doctor/unchecked.test.ts',
  'test/functions/cli/map/growth.test.ts',
  'test/functions/cli/publish/{hour,thousand}.test.ts',
  'test/functions/gcp/burst.test.ts',
  'test/functions/gcp/process/burst.test.ts',
  'test/functions/gcp/routes/{allocation-by-two,unanswered}.test.ts',
  'test/histories/mutants.test.ts',
  'test/infra/aws/policy-simulation.test.ts',
  'test/infra/build/{audit,supply}.test.ts',
  'test/infra/build/release/{npm-tarball,plain-template}.test.ts',
  'test/infra/local/{by-hand/functions,demo,growth,local-cloud}.test.ts',
  'test/infra/local/kubernetes/kubectl.test.ts',
  'test/infra/node/deadline.test.ts',
  'test/shared/reconcile/plan/growth.test.ts',
];

const NOT_UNIT = [...PROCESS, ...PROCESS_SYSTEMATIC, ...FULL_ONLY];
const IN_FULL = [...PROCESS_SYSTEMATIC, ...SYSTEMATIC, ...FULL_ONLY];

/** Of the files that unit runs, those which take longest: one that begins last would keep one processor busy alone. */
const LONG_IN_UNIT = [...SYSTEMATIC, 'test/infra/aws/packaged.test.ts', 'test/histories/known.test.ts'];

/** Vitest goes by what files took the last time, and by their size in a new checkout, which says little here. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ moduleId, project }: TestSpecification) =>
      project.name === 'unit' &&
      !LONG_IN_UNIT.some((glob) => matchesGlob(relative(import.meta.dirname, moduleId), glob));
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isShort(file)), ...sorted.filter(isShort)];
  }
}

const BUILD = 'test/support/build-all.ts';
const SEED = 'test/support/seed.ts';
/** Clients and domains that cost little; and what nobody has confirmed of Compute Engine, turned round by the environment. */
const SETUP = ['test/support/quick-protos.ts', 'test/support/quick-domains.ts', 'test/support/variants/gce.ts'];

/** Nothing looks for the machine's own cloud, nor remembers anything beyond a test. */
const ENV = { METADATA_SERVER_DETECTION: 'none', XDG_CACHE_HOME: NOWHERE };

type Test = NonNullable<TestProjectInlineConfiguration['test']>;

/** For what hangs: a busy machine may take ten times as long as an idle one. */
const PATIENCE: Test = { testTimeout: 60_000, hookTimeout: 120_000 };

const project = (name: string, include: string[], more: Test = {}): TestProjectInlineConfiguration => ({
  test: { name, include, env: ENV, setupFiles: SETUP, ...PATIENCE, ...more },
});

/** For suites whose parts share what there is one of. */
const alone = (milliseconds: number): Test => ({
  fileParallelism: false,
  testTimeout: milliseconds,
  hookTimeout: milliseconds,
});

/** `npm test` runs unit and process; CONTRIBUTING.md says what each of the others is for. */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // Node strips the types itself, as everywhere else here; nothing needs Vite's transformations, which cost more.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    projects: [
      // Also the samples: workers that have loaded everything are not shared between projects.
      project('unit', ['test/**/*.test.ts'], { isolate: false, exclude: NOT_UNIT, globalSetup: [SEED] }),
      project('process', [...PROCESS, ...PROCESS_SYSTEMATIC], { isolate: false, globalSetup: [BUILD, SEED] }),
      project('full', IN_FULL, { isolate: false, globalSetup: [BUILD, SEED] }),
      // One moto serves all files.
      project('moto', ['test/moto/**/*.moto.ts'], {
        globalSetup: ['test/moto/support/suite/setup.ts'],
        ...alone(120_000),
      }),
      project('judges', ['test/judges/**/*.judge.ts'], {
        globalSetup: [SEED, 'test/judges/setup.ts'],
        testTimeout: 120_000,
        hookTimeout: 60_000,
      }),
      // Much of it waits for deadlines: the files do so at the same time.
      project('lambda', ['test/lambda/**/*.lambda.ts'], {
        globalSetup: ['test/lambda/support/setup.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      // Each command starts a Python of its own.
      project('gcloud', ['test/gcloud/**/*.gcloud.ts'], { testTimeout: 120_000, hookTimeout: 60_000 }),
      // Each has namespaces of its own; `test/packets/run.ts` makes the one that they are in.
      project('packets', ['test/packets/**/*.packets.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      // One browser at a time: what is measured would otherwise depend on the neighbours.
      project('browser', ['test/browser/**/*.browser.ts'], alone(60_000)),
    ],
  },
});
