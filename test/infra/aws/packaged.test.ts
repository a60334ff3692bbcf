import { describe } from 'vitest';
import { doctorTests } from './packaged/doctor.ts';
import { parameterTests } from './packaged/parameters.ts';
import { roleTests } from './packaged/role.ts';

// In one file, so that one worker has osls make each template once: it keeps a processor busy for seconds each time.
describe("the function's role", roleTests);
describe('parameters of the deployment', parameterTests);
describe('what the doctor expects of a deployment', doctorTests);
