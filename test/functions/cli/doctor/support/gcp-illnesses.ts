import { LAB } from '../../../../../infra/local/gcp.ts';
import type { GcpPatient } from './bench.ts';
import type { Illness } from './illness.ts';

const NAME = `podroutes-${LAB.network}`;
const AT = `projects/${LAB.project}/locations/us-west1`;
const INTERNAL = `${LAB.network}-allow-internal`;

const everything = [{ IPProtocol: 'all' }];

/** A worker without the right to forward. */
function cannotForward({ gce }: GcpPatient): void {
  gce.world.deleteInstance('worker-1');
  const pods = { 'pod-cidr': '10.200.1.0/24' };
  gce.world.createInstance({ name: 'worker-1', zone: LAB.zone, subnet: LAB.subnet, ip: '10.240.0.21', metadata: pods });
}

const policy = ({ gce }: GcpPatient, ...rules: object[]) =>
  gce.world.state.firewallPolicies.set(`projects/${LAB.project}/global/networks/${LAB.network}`, [
    { name: '1', shortName: 'corp', type: 'HIERARCHY', rules },
  ]);

const denyPods = {
  priority: 10,
  direction: 'INGRESS',
  action: 'deny',
  match: { srcIpRanges: ['10.0.0.0/8'], layer4Configs: [{ ipProtocol: 'tcp' }] },
};

/** What a cluster on GCP can suffer from: one thing broken each time, what is found, and the command that mends it. */
export const GCP_ILLNESSES: Readonly<Record<string, Illness<GcpPatient>>> = {
  'a network that is not there': {
    finds: 'network-not-found',
    hides: true,
    because: () => {},
    env: { NETWORK: 'other' },
    what: /^project podroutes-local has no network other; it has kubernetes-the-hard-way$/,
    mend: /^podroutes plan --cloud gcp --project podroutes-local .* --network kubernetes-the-hard-way$/,
    stays: true,
  },
  'a missing route': {
    finds: 'route-missing',
    because: ({ gce }) => gce.world.deleteRoute('kubernetes-route-10-200-1-0-24'),
    what: /^no route for 10\.200\.1\.0\/24 in kubernetes-the-hard-way, where the pods of worker-1 \(\d+\) are$/,
    mend: /^podroutes resync --cloud gcp --project podroutes-local --cluster-name kubernetes-the-hard-way --cluster-cidr 10\.200\.0\.0\/16$/,
  },
  'a stale route': {
    finds: 'route-stale',
    because: ({ gce }) => {
      gce.world.setMetadata('worker-1', { 'pod-cidr': '10.200.9.0/24' });
      gce.world.addRoute({
        name: 'kubernetes-route-10-200-9-0-24',
        network: LAB.network,
        destRange: '10.200.9.0/24',
        nextHopIp: '10.240.0.21',
      });
    },
    what: /^10\.200\.1\.0\/24 in kubernetes-the-hard-way leads to 10\.240\.0\.21, which is wrong: node claims another range$/,
    mend: /^podroutes resync /,
  },
  'a foreign route in the way': {
    finds: 'route-contested',
    because: ({ gce }) => {
      gce.world.deleteRoute('kubernetes-route-10-200-1-0-24');
      const way = { network: LAB.network, destRange: '10.200.1.0/24', nextHopIp: '10.240.0.99' };
      gce.world.addRoute({ name: 'appliance', ...way });
    },
    what: /^10\.200\.1\.0\/24 in kubernetes-the-hard-way is held by route appliance, which podroutes did not make$/,
    mend: /^gcloud compute routes delete appliance --quiet --project=podroutes-local\npodroutes resync /,
  },
  'a foreign route to half of a range': {
    finds: 'route-shadowed',
    because: ({ gce }) => {
      const way = { network: LAB.network, destRange: '10.200.1.128/25', nextHopIp: '10.240.0.99' };
      gce.world.addRoute({ name: 'appliance', ...way });
    },
    what: /^10\.200\.1\.128\/25 in \S+ leads to 10\.240\.0\.99 and lies inside 10\.200\.1\.0\/24 of worker-1/,
    mend: /^gcloud compute routes delete appliance --quiet --project=podroutes-local$/,
  },
  'a node that is stopped': {
    finds: 'node-stopped',
    because: ({ gce }) => gce.world.stop('worker-1'),
    what: /^worker-1 \(\d+\) is stopped$/,
    mend: /^gcloud compute instances start worker-1 --zone=us-west1-c --project=podroutes-local$/,
  },
  'a node that may not forward': {
    finds: 'ip-forward-off',
    because: cannotForward,
    what: /^canIpForward is off on worker-1 \(\d+\)$/,
    mend: /^gcloud compute instances export worker-1 --zone=us-west1-c --destination=worker-1\.yaml --project=\S+\nsed -i\.bak 's\/\^canIpForward: false\$\/canIpForward: true\/' worker-1\.yaml\ngcloud compute instances update-from-file worker-1 /,
  },
  'a range inside a subnet': {
    finds: 'pod-cidr-refused',
    because: ({ gce }) => {
      gce.world.setMetadata('worker-1', { 'pod-cidr': '10.240.0.128/25' });
      gce.world.deleteRoute('kubernetes-route-10-200-1-0-24');
    },
    what: /pod CIDR "10\.240\.0\.128\/25" refused: it overlaps 10\.240\.0\.0\/24/,
    mend: /^gcloud compute instances add-metadata worker-1 --zone=us-west1-c --metadata=pod-cidr=10\.200\.1\.0\/25 --project=podroutes-local$/,
  },
  'two nodes with one range': {
    finds: 'pod-cidr-doubled',
    because: ({ gce }) => {
      gce.world.setMetadata('worker-2', { 'pod-cidr': '10.200.1.0/24' });
      gce.world.deleteRoute('kubernetes-route-10-200-2-0-24');
    },
    what: /^worker-2 \(\d+\) states 10\.200\.1\.0\/24, which worker-1 \(\d+\) has already$/,
    mend: /^gcloud compute instances add-metadata worker-2 .*--metadata=pod-cidr=10\.200\.2\.0\/24/,
  },
  'a cluster CIDR over the subnet': {
    finds: 'cluster-cidr-in-network',
    because: ({ gce }) =>
      gce.world.createFirewall('wide', LAB.network, { allowed: everything, sourceRanges: ['10.0.0.0/8'] }),
    env: { CLUSTER_CIDR: '10.192.0.0/10' },
    what: /overlaps 10\.240\.0\.0\/24/,
    mend: /^podroutes plan --cloud gcp .*--cluster-cidr 10\.0\.0\.0\/10$/,
    stays: true,
  },
  'firewall rules that let no pod in': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) => gce.world.deleteFirewall(INTERNAL),
    what: /^not all that pods send comes in to worker-0, worker-1, worker-2: dropped is udp, part of tcp from 10\.200\.0\.0\/23, 10\.200\.2\.0\/24$/,
    mend: /^gcloud compute firewall-rules create kubernetes-the-hard-way-allow-pods --network=kubernetes-the-hard-way --direction=INGRESS --action=allow --rules=all --source-ranges=10\.200\.0\.0\/16 --project=podroutes-local$/,
  },
  'a firewall rule for other machines': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) => {
      gce.world.deleteFirewall(INTERNAL);
      const more = { allowed: everything, sourceRanges: ['10.0.0.0/8'], targetTags: ['controller'] };
      gce.world.createFirewall(INTERNAL, LAB.network, more);
    },
    what: /dropped is udp, part of tcp from/,
    mend: /^gcloud compute firewall-rules create /,
  },
  'a firewall rule by tags of machines': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) => {
      gce.world.deleteFirewall(INTERNAL);
      gce.world.createFirewall(INTERNAL, LAB.network, { allowed: everything, sourceTags: ['worker'] });
    },
    what: /dropped is udp, part of tcp from/,
    mend: /^gcloud compute firewall-rules create /,
  },
  'a firewall rule that denies before': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) =>
      gce.world.createFirewall('deny-udp', LAB.network, {
        priority: 500,
        denied: [{ IPProtocol: 'udp' }],
        sourceRanges: ['10.200.0.0/16'],
        targetTags: ['worker'],
      }),
    what: /dropped is udp from 10\.200\.\S+, \S+ \(firewall rule deny-udp denies it\)$/,
    mend: /--action=allow --rules=all --source-ranges=10\.200\.0\.0\/16 --priority=499 /,
  },
  'a firewall rule before which there is none': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) =>
      gce.world.createFirewall('deny-all', LAB.network, {
        priority: 0,
        denied: everything,
        sourceRanges: ['0.0.0.0/0'],
      }),
    what: /\(firewall rule deny-all denies it\)$/,
    mend: /^gcloud compute firewall-rules update deny-all --disabled --project=podroutes-local$/,
  },
  'a firewall rule for what goes out': {
    finds: 'firewall-drops-pods',
    because: ({ gce }) =>
      gce.world.createFirewall('deny-out', LAB.network, {
        direction: 'EGRESS',
        denied: everything,
        destinationRanges: ['10.200.0.0/16'],
      }),
    what: /^not all that pods send gets out of worker-0/,
    mend: /--direction=EGRESS --action=allow --rules=all --destination-ranges=10\.200\.0\.0\/16 --priority=999 /,
  },
  'a firewall rule for the nodes of today': {
    finds: 'firewall-narrow',
    because: ({ gce }) => {
      gce.world.deleteFirewall(INTERNAL);
      gce.world.createFirewall(INTERNAL, LAB.network, { allowed: everything, sourceRanges: ['10.200.0.0/22'] });
    },
    what: /dropped is udp, part of tcp from 10\.200\.4\.0\/22/,
    mend: /^gcloud compute firewall-rules create kubernetes-the-hard-way-allow-pods /,
  },
  'a policy of the organisation': {
    finds: 'firewall-drops-pods',
    because: (patient) => policy(patient, denyPods),
    what: /dropped is tcp from 10\.200\.\S+, \S+ \(rule 10 of policy corp denies it\)$/,
    mend: /^gcloud compute networks get-effective-firewalls kubernetes-the-hard-way --project=podroutes-local$/,
    stays: true,
  },
  'nothing is deployed': {
    finds: 'not-deployed',
    because: () => {},
    what: /^there is no function podroutes-kubernetes-the-hard-way/,
    mend: /^terraform -chdir=infra\/gcp apply -var project=podroutes-local -var region=us-west1 -var cluster_name=kubernetes-the-hard-way -var cluster_cidr=10\.200\.0\.0\/16$/,
  },
  'a function that somebody deleted': {
    finds: 'function-missing',
    functions: true,
    because: ({ gce }) => gce.services.functions.clear(),
    what: /^there are 11 triggers for podroutes-\S+, and no such function$/,
    mend: /^terraform /,
  },
  'a function that failed': {
    finds: 'function-not-active',
    functions: true,
    because: ({ gce }) => {
      for (const each of gce.services.functions.values()) each.state = 'FAILED';
    },
    what: /is in state FAILED: Build failed\.$/,
    mend: /^terraform /,
  },
  'a function with other settings': {
    finds: 'function-settings-differ',
    functions: true,
    because: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' },
    what: /CLUSTER_CIDR is 10\.200\.0\.0\/16 there and 10\.200\.0\.0\/16,fd00:10::\/48 here$/,
    mend: /-var cluster_cidr=10\.200\.0\.0\/16,fd00:10::\/48$/,
    stays: true,
  },
  'a trigger that somebody deleted': {
    finds: 'trigger-missing',
    functions: true,
    because: ({ gce }) =>
      void gce.services.triggers.delete(`projects/${LAB.project}/locations/global/triggers/${NAME}-beta-insert`),
    what: /^no trigger of podroutes-\S+ waits for beta\.compute\.instances\.insert$/,
    mend: /^terraform /,
  },
  'a log sink that somebody deleted': {
    finds: 'trigger-missing',
    functions: true,
    because: ({ gce }) => gce.services.sinks.clear(),
    what: /of preempted and repaired instances: the log sink podroutes-\S+-system-events is not there$/,
    mend: /^terraform /,
  },
  'a log sink that is disabled': {
    finds: 'trigger-disabled',
    functions: true,
    because: ({ gce }) => {
      for (const sink of gce.services.sinks.values()) sink.disabled = true;
    },
    what: /^the log sink podroutes-\S+-system-events is disabled$/,
    mend: /^gcloud logging sinks update podroutes-\S+-system-events --no-disabled --project=podroutes-local$/,
  },
  'a schedule that is paused': {
    finds: 'trigger-disabled',
    functions: true,
    because: ({ gce }) => {
      for (const job of gce.services.jobs.values()) job.state = 'PAUSED';
    },
    what: /^the job podroutes-\S+-resync is paused$/,
    mend: /^gcloud scheduler jobs resume podroutes-\S+-resync --location=us-west1 --project=podroutes-local$/,
  },
  'a schedule that somebody deleted': {
    finds: 'trigger-missing',
    functions: true,
    because: ({ gce }) => gce.services.jobs.clear(),
    what: /^there is no job podroutes-\S+-resync in us-west1$/,
    mend: /^terraform /,
  },
  'a schedule that fails': {
    finds: 'schedule-failing',
    functions: true,
    because: ({ gce }) => {
      for (const job of gce.services.jobs.values()) job.failure = { code: 7, message: 'PERMISSION_DENIED' };
    },
    what: /^the last try of podroutes-\S+-resync failed: PERMISSION_DENIED$/,
    mend: /^gcloud logging read 'resource\.type="cloud_run_revision" .*\ngcloud scheduler jobs run podroutes-/,
  },
  'a caller that is refused': {
    finds: 'invoker-missing',
    functions: true,
    because: ({ gce }) => {
      const members = [`serviceAccount:podroutes-scheduler@${LAB.project}.iam.gserviceaccount.com`];
      gce.services.policies.set(`${AT}/services/${NAME}`, [{ role: 'roles/run.invoker', members }]);
    },
    what: /^podroutes-triggers@podroutes-local\.iam\.gserviceaccount\.com may not call podroutes-/,
    mend: /^gcloud run services add-iam-policy-binding podroutes-\S+ --region=us-west1 --member=serviceAccount:podroutes-triggers@\S+ --role=roles\/run\.invoker --project=podroutes-local$/,
  },
  'dead letters': {
    finds: 'dead-letters-waiting',
    functions: true,
    because: ({ gce, deployment }) => {
      const [entry] = [gce].flatMap(() => {
        const entries: Parameters<Parameters<typeof gce.onEvent>[0]>[0][] = [];
        const stop = gce.onEvent((each) => entries.push(each));
        gce.world.setMetadata('controller-0', { a: 'b' });
        stop();
        return entries;
      });
      if (entry !== undefined) deployment?.eventarc.dropped.push(entry);
    },
    what: /^1 event in the subscription podroutes-\S+-dead-letters, given up after twenty tries$/,
    mend: /^podroutes resync .*\ngcloud pubsub subscriptions pull podroutes-\S+-dead-letters --limit=100 --auto-ack /,
  },
  'triggers without dead letters': {
    finds: 'dead-letters-detached',
    functions: true,
    because: ({ gce }) => {
      for (const each of gce.services.subscriptions.values()) delete each.deadLetterTopic;
    },
    what: /^the subscription of podroutes-\S+-v1-insert has no dead-letter topic$/,
    mend: /^gcloud pubsub subscriptions update projects\/podroutes-local\/subscriptions\/eventarc-\S+ --dead-letter-topic=projects\/podroutes-local\/topics\/podroutes-\S+-dead-letters --max-delivery-attempts=20 --project=podroutes-local$/,
  },
  'a permission that you lack': {
    finds: 'permission-missing',
    because: ({ gce }) => gce.faults.failAlways('routes.insert', { code: 'forbidden' }),
    what: /^you lack compute\.routes\.create in project podroutes-local$/,
    mend: /^gcloud projects add-iam-policy-binding podroutes-local --role=roles\/compute\.networkAdmin --condition=None --project=podroutes-local --member="user:\$\(gcloud config get-value account\)"$/,
    stays: true,
  },
  'a permission that the function lacks': {
    finds: 'role-permission-missing',
    functions: true,
    because: ({ gce }) => {
      const others = { role: 'roles/compute.networkAdmin', members: ['user:somebody@example.com'] };
      gce.services.policies.set(`projects/${LAB.project}`, [others]);
    },
    what: /^no role that project podroutes-local grants to podroutes-function@\S+ holds compute\.instances\.list$/,
    mend: /^gcloud projects add-iam-policy-binding podroutes-local --member=serviceAccount:podroutes-function@\S+ --role=roles\/compute\.networkAdmin /,
  },
};
