/** What the scanners find and why it stays so. One that is found no more has to go from here. */
export const ACCEPTED_FINDINGS: Readonly<Record<string, string>> = {
  'cloudsplaining: Unrestricted Infrastructure Modification: autoscaling:CompleteLifecycleAction':
    'Hooks of any group may be the ones of nodes: groups need not be tagged. Only actions that wait can be completed.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:CreateRoute':
    'In tables with the cluster’s tag alone.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:CreateTags':
    'One key prefix on the cluster’s tables; on request two keys on instances, one of them where it states no range.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:DeleteRoute':
    'In tables with the cluster’s tag alone.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:DeleteTags':
    'One key prefix, on the cluster’s tables alone.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:ModifyNetworkInterfaceAttribute':
    'Workers’ interfaces carry no tag to narrow this by.',
  'cloudsplaining: Unrestricted Infrastructure Modification: ec2:ReplaceRoute':
    'In tables with the cluster’s tag alone.',
  'cloudsplaining: Unrestricted Infrastructure Modification: events:PutEvents': 'To one bus, under one source.',
  'cloudsplaining: Unrestricted Infrastructure Modification: logs:CreateLogStream': 'In its own group.',
  'cloudsplaining: Unrestricted Infrastructure Modification: logs:PutLogEvents': 'In its own group.',
  'cloudsplaining: Unrestricted Infrastructure Modification: sqs:DeleteMessage': 'In its own queue.',
  'checkov: CKV_AWS_18 ServerlessDeploymentBucket':
    'It holds the function’s code, which is public; nobody but deploys reads it.',
  'checkov: CKV_AWS_21 ServerlessDeploymentBucket': 'osls keeps the last five deployments by itself.',
  'checkov: CKV_AWS_158 PodRoutesLogGroup':
    'Encrypted by the service’s own key; the log holds no secrets. A KMS key costs.',
  'checkov: CKV_AWS_115 PodRoutesLambdaFunction':
    'New accounts have ten concurrent runs, of which none can be reserved. The queue’s mapping limits it to two.',
  'checkov: CKV_AWS_116 PodRoutesLambdaFunction': 'It is called by its queue alone, which has a dead-letter queue.',
  'checkov: CKV_AWS_117 PodRoutesLambdaFunction':
    'It calls AWS’s APIs alone; inside a VPC it would need a way out to them.',
  'checkov: CKV_AWS_173 PodRoutesLambdaFunction': 'Its environment holds settings, no secrets.',
  'checkov: CKV_AWS_27 EventQueue':
    'It is encrypted by SQS’s own key (SqsManagedSseEnabled), which this check does not know.',
  'checkov: CKV_AWS_27 DeadLetters': 'Encrypted like EventQueue.',
  'checkov: CKV_AWS_27 UndeliveredEvents': 'Encrypted like EventQueue.',
  'checkov: CKV_K8S_11 Deployment':
    'A limit would throttle it in the seconds in which it has something to do; its request is small.',
  'checkov: CKV_K8S_15 Deployment':
    'Tags of releases are not moved; with `Always` a registry that is away keeps it from starting.',
  'checkov: CKV_K8S_19 Deployment': 'There is no pod network on a new cluster: docs/kubernetes.md.',
  'checkov: CKV_K8S_38 Deployment': 'It asks Kubernetes for Nodes by this token.',
  'checkov: CKV_K8S_43 Deployment':
    'The image is built by whoever deploys; docs/kubernetes.md says where its digest goes.',
  'checkov: CKV_K8S_11 CronJob': 'As of the Deployment.',
  'checkov: CKV_K8S_15 CronJob': 'As of the Deployment.',
  'checkov: CKV_K8S_19 CronJob': 'As of the Deployment.',
  'checkov: CKV_K8S_38 CronJob': 'As of the Deployment.',
  'checkov: CKV_K8S_43 CronJob': 'As of the Deployment.',
  'checkov: CKV2_K8S_6 Pod': 'No NetworkPolicy applies to a Pod on its node’s network.',
  'checkov: CKV_DOCKER_2 Dockerfile': 'Kubernetes asks its own probes; it ignores those of images.',
};
