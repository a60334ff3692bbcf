import { GCP_TUTORIAL } from '../../../../../infra/local/gcp.ts';
import type { GcpDoctorFixture } from './fixtures.ts';
import type { FaultCase } from './fault-case.ts';

const NAME = `podroutes-${GCP_TUTORIAL.network}`;
const AT = `projects/${GCP_TUTORIAL.project}/locations/us-west1`;
/** In the names of the cluster's service accounts. */
const ID = 'bc9a543b';
const INTERNAL = `${GCP_TUTORIAL.network}-allow-internal`;

const everything = [{ IPProtocol: 'all' }];

/** A worker without the right to forward. */
function disableIpForwarding({ gce }: GcpDoctorFixture): void {
  gce.backend.deleteInstance('worker-1');
  const pods = { 'pod-cidr': '10.200.1.0/24' };
  gce.backend.createInstance({
    name: 'worker-1',
    zone: GCP_TUTORIAL.zone,
    subnet: GCP_TUTORIAL.subnet,
    ip: '10.240.0.21',
    metadata: pods,
  });
}

const policy = ({ gce }: GcpDoctorFixture, ...rules: object[]) =>
  gce.backend.state.firewallPolicies.set(`projects/${GCP_TUTORIAL.project}/global/networks/${GCP_TUTORIAL.network}`, [
    { name: '1', shortName: 'corp', type: 'HIERARCHY', rules },
  ]);

const denyPods = {
  priority: 10,
  direction: 'INGRESS',
  action: 'deny',
  match: { srcIpRanges: ['10.0.0.0/8'], layer4Configs: [{ ipProtocol: 'tcp' }] },
};

/** What a cluster on GCP can suffer from: one thing broken each time, what is found, and the command that mends it. */
export const GCP_FAULT_CASES: Readonly<Record<string, FaultCase<GcpDoctorFixture>>> = {
  'a network that is not there': {
    findingId: 'network-not-found',
    hidesNetwork: true,
    inject: () => {},
    env: { NETWORK: 'other' },
    message: /^project podroutes-local has no network other; it has kubernetes-the-hard-way$/,
    remediation: /^podroutes plan --cloud gcp --project podroutes-local .* --network kubernetes-the-hard-way$/,
    persists: true,
  },
  'a missing route': {
    findingId: 'route-missing',
    inject: ({ gce }) => gce.backend.deleteRoute('kubernetes-route-10-200-1-0-24'),
    message: /^no route for 10\.200\.1\.0\/24 in kubernetes-the-hard-way, where the pods of worker-1 \(\d+\) are$/,
    remediation:
      /^podroutes resync --cloud gcp --project podroutes-local --cluster-name kubernetes-the-hard-way --cluster-cidr 10\.200\.0\.0\/16$/,
  },
  'a stale route': {
    findingId: 'route-stale',
    inject: ({ gce }) => {
      gce.backend.setMetadata('worker-1', { 'pod-cidr': '10.200.9.0/24' });
      gce.backend.addRoute({
        name: 'kubernetes-route-10-200-9-0-24',
        network: GCP_TUTORIAL.network,
        destRange: '10.200.9.0/24',
        nextHopIp: '10.240.0.21',
      });
    },
    message:
      /^10\.200\.1\.0\/24 in kubernetes-the-hard-way leads to 10\.240\.0\.21, which is wrong: worker-1 claims 10\.200\.9\.0\/24$/,
    remediation: /^podroutes resync /,
  },
  'a foreign route in the way': {
    findingId: 'route-contested',
    inject: ({ gce }) => {
      gce.backend.deleteRoute('kubernetes-route-10-200-1-0-24');
      const way = { network: GCP_TUTORIAL.network, destRange: '10.200.1.0/24', nextHopIp: '10.240.0.99' };
      gce.backend.addRoute({ name: 'appliance', ...way });
    },
    message: /^10\.200\.1\.0\/24 in kubernetes-the-hard-way is held by route appliance, which podroutes did not make$/,
    remediation: /^gcloud compute routes delete appliance --quiet --project=podroutes-local\npodroutes resync /,
  },
  'a foreign route to half of a range': {
    findingId: 'route-shadowed',
    inject: ({ gce }) => {
      const way = { network: GCP_TUTORIAL.network, destRange: '10.200.1.128/25', nextHopIp: '10.240.0.99' };
      gce.backend.addRoute({ name: 'appliance', ...way });
    },
    message: /^10\.200\.1\.128\/25 in \S+ leads to 10\.240\.0\.99 and lies inside 10\.200\.1\.0\/24 of worker-1/,
    remediation: /^gcloud compute routes delete appliance --quiet --project=podroutes-local$/,
  },
  'a node that is stopped': {
    findingId: 'node-stopped',
    inject: ({ gce }) => gce.backend.stop('worker-1'),
    message: /^worker-1 \(\d+\) is stopped$/,
    remediation: /^gcloud compute instances start worker-1 --zone=us-west1-c --project=podroutes-local$/,
  },
  'a node that may not forward': {
    findingId: 'ip-forward-off',
    inject: disableIpForwarding,
    message: /^canIpForward of worker-1 \(\d+\) is off$/,
    remediation:
      /^gcloud compute instances export worker-1 --zone=us-west1-c --destination=worker-1\.yaml --project=\S+\nsed -i\.bak 's\/\^canIpForward: false\$\/canIpForward: true\/' worker-1\.yaml\ngcloud compute instances update-from-file worker-1 /,
  },
  'a range inside a subnet': {
    findingId: 'pod-cidr-refused',
    inject: ({ gce }) => {
      gce.backend.setMetadata('worker-1', { 'pod-cidr': '10.240.0.128/25' });
      gce.backend.deleteRoute('kubernetes-route-10-200-1-0-24');
    },
    message: /pod CIDR "10\.240\.0\.128\/25" refused: it overlaps 10\.240\.0\.0\/24/,
    remediation:
      /^gcloud compute instances add-metadata worker-1 --zone=us-west1-c --metadata=pod-cidr=10\.200\.1\.0\/25 --project=podroutes-local\npodroutes resync /,
  },
  'two nodes with one range': {
    findingId: 'pod-cidr-doubled',
    inject: ({ gce }) => {
      gce.backend.setMetadata('worker-2', { 'pod-cidr': '10.200.1.0/24' });
      gce.backend.deleteRoute('kubernetes-route-10-200-2-0-24');
    },
    message: /^worker-2 \(\d+\) states 10\.200\.1\.0\/24, which worker-1 \(\d+\) has already$/,
    remediation: /^gcloud compute instances add-metadata worker-2 .*--metadata=pod-cidr=10\.200\.2\.0\/24/,
  },
  'a cluster CIDR over the subnet': {
    findingId: 'cluster-cidr-in-network',
    inject: ({ gce }) =>
      gce.backend.createFirewall('wide', GCP_TUTORIAL.network, { allowed: everything, sourceRanges: ['10.0.0.0/8'] }),
    env: { CLUSTER_CIDR: '10.192.0.0/10' },
    message: /overlaps 10\.240\.0\.0\/24/,
    remediation: /^podroutes plan --cloud gcp .*--cluster-cidr 10\.0\.0\.0\/10$/,
    persists: true,
  },
  'firewall rules that let no pod in': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) => gce.backend.deleteFirewall(INTERNAL),
    message:
      /^not all that pods send comes in to worker-0, worker-1, worker-2: dropped is udp, part of tcp from 10\.200\.0\.0\/23, 10\.200\.2\.0\/24$/,
    remediation:
      /^gcloud compute firewall-rules create kubernetes-the-hard-way-allow-pods --network=kubernetes-the-hard-way --direction=INGRESS --action=allow --rules=all --source-ranges=10\.200\.0\.0\/16 --project=podroutes-local$/,
  },
  'a firewall rule for other machines': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) => {
      gce.backend.deleteFirewall(INTERNAL);
      const more = { allowed: everything, sourceRanges: ['10.0.0.0/8'], targetTags: ['controller'] };
      gce.backend.createFirewall(INTERNAL, GCP_TUTORIAL.network, more);
    },
    message: /dropped is udp, part of tcp from/,
    remediation: /^gcloud compute firewall-rules create /,
  },
  'a firewall rule by tags of machines': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) => {
      gce.backend.deleteFirewall(INTERNAL);
      gce.backend.createFirewall(INTERNAL, GCP_TUTORIAL.network, { allowed: everything, sourceTags: ['worker'] });
    },
    message: /dropped is udp, part of tcp from/,
    remediation: /^gcloud compute firewall-rules create /,
  },
  'a firewall rule that denies before': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) =>
      gce.backend.createFirewall('deny-udp', GCP_TUTORIAL.network, {
        priority: 500,
        denied: [{ IPProtocol: 'udp' }],
        sourceRanges: ['10.200.0.0/16'],
        targetTags: ['worker'],
      }),
    message: /dropped is udp from 10\.200\.\S+, \S+ \(firewall rule deny-udp denies it\)$/,
    remediation: /--action=allow --rules=all --source-ranges=10\.200\.0\.0\/16 --priority=499 /,
  },
  'a firewall rule before which there is none': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) =>
      gce.backend.createFirewall('deny-all', GCP_TUTORIAL.network, {
        priority: 0,
        denied: everything,
        sourceRanges: ['0.0.0.0/0'],
      }),
    message: /\(firewall rule deny-all denies it\)$/,
    remediation: /^gcloud compute firewall-rules update deny-all --disabled --project=podroutes-local$/,
  },
  'a firewall rule for what goes out': {
    findingId: 'firewall-drops-pods',
    inject: ({ gce }) =>
      gce.backend.createFirewall('deny-out', GCP_TUTORIAL.network, {
        direction: 'EGRESS',
        denied: everything,
        destinationRanges: ['10.200.0.0/16'],
      }),
    message: /^not all that pods send gets out of worker-0/,
    remediation: /--direction=EGRESS --action=allow --rules=all --destination-ranges=10\.200\.0\.0\/16 --priority=999 /,
  },
  'a firewall rule for the nodes of today': {
    findingId: 'firewall-narrow',
    inject: ({ gce }) => {
      gce.backend.deleteFirewall(INTERNAL);
      gce.backend.createFirewall(INTERNAL, GCP_TUTORIAL.network, {
        allowed: everything,
        sourceRanges: ['10.200.0.0/22'],
      });
    },
    message: /dropped is udp, part of tcp from 10\.200\.4\.0\/22/,
    remediation: /^gcloud compute firewall-rules create kubernetes-the-hard-way-allow-pods /,
  },
  'a policy of the organisation': {
    findingId: 'firewall-drops-pods',
    inject: (fixture) => policy(fixture, denyPods),
    message: /dropped is tcp from 10\.200\.\S+, \S+ \(rule 10 of policy corp denies it\)$/,
    remediation: /^gcloud compute networks get-effective-firewalls kubernetes-the-hard-way --project=podroutes-local$/,
    persists: true,
  },
  'nothing is deployed': {
    findingId: 'not-deployed',
    inject: () => {},
    message: /^there is no function podroutes-kubernetes-the-hard-way/,
    remediation:
      /^terraform -chdir=infra\/gcp apply -var project=podroutes-local -var region=us-west1 -var cluster_name=kubernetes-the-hard-way -var cluster_cidr=10\.200\.0\.0\/16\n# or, from a release: terraform -chdir=podroutes apply -var project=podroutes-local .*$/,
  },
  'a function that somebody deleted': {
    findingId: 'function-missing',
    deployed: true,
    inject: ({ gce }) => gce.services.functions.clear(),
    message: /^there are 15 triggers for podroutes-\S+, and no such function$/,
    remediation: /^terraform /,
  },
  'a function that failed': {
    findingId: 'function-not-active',
    deployed: true,
    inject: ({ gce }) => {
      for (const each of gce.services.functions.values()) each.state = 'FAILED';
    },
    message: /is in state FAILED: Build failed\.$/,
    remediation: /^terraform /,
  },
  'a function with other settings': {
    findingId: 'function-settings-differ',
    deployed: true,
    inject: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' },
    message: /CLUSTER_CIDR is 10\.200\.0\.0\/16 there and 10\.200\.0\.0\/16,fd00:10::\/48 here$/,
    remediation: /-var cluster_cidr=10\.200\.0\.0\/16,fd00:10::\/48$/,
    persists: true,
  },
  'a trigger that somebody deleted': {
    findingId: 'trigger-missing',
    deployed: true,
    inject: ({ gce }) =>
      void gce.services.triggers.delete(
        `projects/${GCP_TUTORIAL.project}/locations/global/triggers/${NAME}-beta-insert`,
      ),
    message: /^no trigger of podroutes-\S+ waits for beta\.compute\.instances\.insert$/,
    remediation: /^terraform /,
  },
  'a log sink that somebody deleted': {
    findingId: 'trigger-missing',
    deployed: true,
    inject: ({ gce }) => gce.services.sinks.clear(),
    message: /of preempted and repaired instances: the log sink podroutes-\S+-system-events is not there$/,
    remediation: /^terraform /,
  },
  'a log sink that is disabled': {
    findingId: 'trigger-disabled',
    deployed: true,
    inject: ({ gce }) => {
      for (const sink of gce.services.sinks.values()) sink.disabled = true;
    },
    message: /^the log sink podroutes-\S+-system-events is disabled$/,
    remediation: /^gcloud logging sinks update podroutes-\S+-system-events --no-disabled --project=podroutes-local$/,
  },
  'a schedule that is paused': {
    findingId: 'trigger-disabled',
    deployed: true,
    inject: ({ gce }) => {
      for (const job of gce.services.jobs.values()) job.state = 'PAUSED';
    },
    message: /^the job podroutes-\S+-resync is paused$/,
    remediation: /^gcloud scheduler jobs resume podroutes-\S+-resync --location=us-west1 --project=podroutes-local$/,
  },
  'a schedule that somebody deleted': {
    findingId: 'trigger-missing',
    deployed: true,
    inject: ({ gce }) => gce.services.jobs.clear(),
    message: /^there is no job podroutes-\S+-resync in us-west1$/,
    remediation: /^terraform /,
  },
  'a schedule that fails': {
    findingId: 'schedule-failing',
    deployed: true,
    inject: ({ gce }) => {
      for (const job of gce.services.jobs.values()) job.failure = { code: 7, message: 'PERMISSION_DENIED' };
    },
    message: /^the last try of podroutes-\S+-resync failed: PERMISSION_DENIED$/,
    remediation: /^gcloud logging read 'resource\.type="cloud_run_revision" .*\ngcloud scheduler jobs run podroutes-/,
  },
  'a caller that is refused': {
    findingId: 'invoker-missing',
    deployed: true,
    inject: ({ gce }) => {
      const members = [`serviceAccount:podroutes-scheduler-${ID}@${GCP_TUTORIAL.project}.iam.gserviceaccount.com`];
      gce.services.policies.set(`${AT}/services/${NAME}`, [{ role: 'roles/run.invoker', members }]);
    },
    message: /^podroutes-triggers-[0-9a-f]{8}@podroutes-local\.iam\.gserviceaccount\.com may not call podroutes-/,
    remediation:
      /^gcloud run services add-iam-policy-binding podroutes-\S+ --region=us-west1 --member=serviceAccount:podroutes-triggers-[0-9a-f]{8}@\S+ --role=roles\/run\.invoker --project=podroutes-local$/,
  },
  'dead letters': {
    findingId: 'dead-letters-waiting',
    deployed: true,
    inject: ({ gce, deployment }) => {
      const [entry] = [gce].flatMap(() => {
        const entries: Parameters<Parameters<typeof gce.onEvent>[0]>[0][] = [];
        const stop = gce.onEvent((each) => entries.push(each));
        gce.backend.setMetadata('controller-0', { a: 'b' });
        stop();
        return entries;
      });
      if (entry !== undefined) deployment?.eventarc.dropped.push(entry);
    },
    message: /^1 event in the subscription podroutes-\S+-dead-letters, given up after twenty tries$/,
    remediation:
      /^podroutes resync .*\ngcloud pubsub subscriptions pull podroutes-\S+-dead-letters --limit=100 --auto-ack /,
  },
  'triggers without dead letters': {
    findingId: 'dead-letters-detached',
    deployed: true,
    inject: ({ gce }) => {
      for (const each of gce.services.subscriptions.values()) delete each.deadLetterTopic;
    },
    message: /^the subscription of podroutes-\S+-v1-insert has no dead-letter topic$/,
    remediation:
      /^gcloud pubsub subscriptions update projects\/podroutes-local\/subscriptions\/eventarc-\S+ --dead-letter-topic=projects\/podroutes-local\/topics\/podroutes-\S+-dead-letters --max-delivery-attempts=20 --project=podroutes-local$/,
  },
  'a permission that you lack': {
    findingId: 'permission-missing',
    inject: ({ gce }) => gce.faults.failAlways('routes.insert', { code: 'forbidden' }),
    message: /^you lack compute\.routes\.create in project podroutes-local$/,
    remediation:
      /^gcloud projects add-iam-policy-binding podroutes-local --role=roles\/compute\.networkAdmin --condition=None --project=podroutes-local --member="user:\$\(gcloud config get-value account\)"$/,
    persists: true,
  },
  'a permission that the function lacks': {
    findingId: 'role-permission-missing',
    deployed: true,
    inject: ({ gce }) => {
      const others = { role: 'roles/compute.networkAdmin', members: ['user:somebody@example.com'] };
      gce.services.policies.set(`projects/${GCP_TUTORIAL.project}`, [others]);
    },
    message:
      /^no role that project podroutes-local grants to podroutes-function-[0-9a-f]{8}@\S+ holds compute\.instances\.list$/,
    remediation:
      /^gcloud projects add-iam-policy-binding podroutes-local --member=serviceAccount:podroutes-function-[0-9a-f]{8}@\S+ --role=roles\/compute\.networkAdmin /,
  },
  'a node that asks for a range, which the function may not tell it': {
    findingId: 'role-permission-missing',
    along: ['node-not-told'],
    deployed: true,
    inject: ({ gce }) => {
      const { zone, subnet } = GCP_TUTORIAL;
      gce.backend.createInstance({
        name: 'asking',
        zone,
        subnet,
        metadata: { 'pod-cidr': 'auto' },
        canIpForward: true,
      });
      gce.settle();
    },
    message:
      /^no role that project podroutes-local grants to podroutes-function-[0-9a-f]{8}@\S+ holds compute\.instances\.get, compute\.instances\.setMetadata, compute\.zoneOperations\.get; nodes ask for a range/,
    remediation: /^terraform -chdir=infra\/gcp apply .*-var allocate=true/,
    persists: true,
  },
};
