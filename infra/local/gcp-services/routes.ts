import {
  changeJob,
  listFunctions,
  listSubscriptions,
  listTriggers,
  listTimeSeries,
  pull,
  role,
  runJob,
  type ServiceCall,
  setPolicy,
  testPermissions,
  updateSink,
  updateSubscription,
} from './answers.ts';
import { listLogEntries } from './list-log-entries.ts';
import { jobJson, policyJson, sinkJson } from './resource-json.ts';

type Answer = (call: ServiceCall) => object | undefined;

interface ServiceRoute {
  /** As in the call log and the faults: the permission that the call needs. */
  readonly action: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** Undefined: there is no such resource. */
  readonly answer: Answer;
}

/** @param request a method and a path, in which `*` is one segment */
function route(action: string, request: `${'GET' | 'POST' | 'PATCH'} ${string}`, answer: Answer): ServiceRoute {
  const [method = '', path = ''] = request.split(' ');
  return { action, method, pattern: new RegExp(`^${path.replaceAll('*', '[^/]+')}$`), answer };
}

const LOCATION = 'projects/*/locations/*';

const policy: Answer = ({ services, path }) => policyJson(services, path);

const getJob: Answer = ({ services, path }) => {
  const job = services.jobs.get(path);
  return job && jobJson(job);
};

const getSink: Answer = ({ services, path }) => {
  const sink = services.sinks.get(path);
  return sink && sinkJson(sink);
};

export const ROUTES: readonly ServiceRoute[] = [
  route('cloudfunctions.functions.list', `GET ${LOCATION}/functions`, listFunctions),
  route('eventarc.triggers.list', `GET ${LOCATION}/triggers`, listTriggers),
  route('cloudscheduler.jobs.get', `GET ${LOCATION}/jobs/*`, getJob),
  route('cloudscheduler.jobs.enable', `POST ${LOCATION}/jobs/*:resume`, (call) => changeJob(call, 'ENABLED')),
  route('cloudscheduler.jobs.run', `POST ${LOCATION}/jobs/*:run`, runJob),
  route('run.services.getIamPolicy', `GET ${LOCATION}/services/*:getIamPolicy`, policy),
  route('run.services.setIamPolicy', `POST ${LOCATION}/services/*:setIamPolicy`, setPolicy),
  route('logging.sinks.get', 'GET projects/*/sinks/*', getSink),
  route('logging.sinks.update', 'PATCH projects/*/sinks/*', updateSink),
  route('pubsub.subscriptions.list', 'GET projects/*/subscriptions', listSubscriptions),
  route('pubsub.subscriptions.update', 'PATCH projects/*/subscriptions/*', updateSubscription),
  route('pubsub.subscriptions.consume', 'POST projects/*/subscriptions/*:pull', pull),
  route('pubsub.subscriptions.acknowledge', 'POST projects/*/subscriptions/*:acknowledge', () => ({})),
  route('logging.logEntries.list', 'POST entries:list', listLogEntries),
  route('monitoring.timeSeries.list', 'GET projects/*/timeSeries', listTimeSeries),
  route('resourcemanager.projects.testIamPermissions', 'POST projects/*:testIamPermissions', testPermissions),
  route('resourcemanager.projects.getIamPolicy', 'POST projects/*:getIamPolicy', policy),
  route('resourcemanager.projects.setIamPolicy', 'POST projects/*:setIamPolicy', setPolicy),
  route('iam.roles.get', 'GET (?:projects/*/)?roles/*', role),
];
