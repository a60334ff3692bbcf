import { gzipSync } from 'node:zlib';

/** What a text says: its ranges, `computed`, `nothing`, or nothing but a remark on the name that it uses. */
export type Expected = readonly string[] | 'computed' | 'nothing' | 'remark';

export interface Form {
  readonly text: string;
  readonly expected: Expected;
  readonly reason: string;
}

const A = '10.200.1.0/24';
const B = '10.200.2.0/24';
const V6 = 'fd00:10:0:1::/64';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');

const forms = (expected: Expected, rows: readonly (readonly [text: string, reason: string])[]): Form[] =>
  rows.map(([text, reason]) => ({ text, expected, reason }));

const STATED = [
  ...forms(
    [A],
    [
      ['name=worker-1|pod-cidr=10.200.1.0/24', 'the tutorial’s line'],
      ['pod-cidr=10.200.1.0/24|name=worker-1', 'in another order'],
      ['name=worker-1\npod-cidr=10.200.1.0/24\n', 'one key a line'],
      ['pod-cidr = 10.200.1.0/24', 'blanks around the sign'],
      ['pod_cidr=10.200.1.0/24', 'another spelling'],
      ['pod-cidrs=10.200.1.0/24', 'the plural'],
      ['POD_CIDRS=10.200.1.0/24', 'the plural in capitals'],
      ['Pod-CIDR: 10.200.1.0/24', 'any case, where the words are parted'],
      ['PodCidr=10.200.1.0/24', 'as Terraform modules write it'],
      ['podCIDR=10.200.1.0/24', 'as Kubernetes writes it'],
      ['#!/bin/bash\nexport POD_CIDR=10.200.1.0/24', 'a script'],
      ['export POD_CIDR="10.200.1.0/24"', 'double quotes'],
      ["export POD_CIDR='10.200.1.0/24'", 'single quotes'],
      ['export POD_CIDR=10.200.1.0/24; echo hi', 'a command behind it'],
      ['export POD_CIDR=10.200.1.0/24 && ./join.sh', 'a command that depends on it'],
      ['apt-get update && export POD_CIDR=10.200.1.0/24', 'after a command that must not fail'],
      ['export NAME=worker-1 POD_CIDR=10.200.1.0/24', 'several in one export'],
      ['POD_CIDR=10.200.1.0/24 ./setup.sh', 'for one command'],
      ['sudo POD_CIDR=10.200.1.0/24 ./setup.sh', 'for one command of root'],
      ['env NODE=worker-1 POD_CIDR=10.200.1.0/24 ./setup.sh', 'with env'],
      ['declare -x POD_CIDR=10.200.1.0/24', 'declare'],
      ['readonly POD_CIDR=10.200.1.0/24', 'readonly'],
      ['setup() {\n  local POD_CIDR=10.200.1.0/24\n}', 'local'],
      ['POD_CIDR=10.200.1.0/24 # not 10.200.2.0/24', 'a comment behind it'],
      ['# POD_CIDR=10.200.2.0/24\nPOD_CIDR=10.200.1.0/24', 'a comment before it'],
      ['echo POD_CIDR=10.200.1.0/24 >> /etc/environment', 'written into a file'],
      ['grep -q POD_CIDR /etc/environment || echo POD_CIDR=10.200.1.0/24 >> /etc/environment', 'written once'],
      ['\uFEFFpod-cidr=10.200.1.0/24', 'after a byte order mark'],
      ['echo "POD_CIDR=10.200.1.0/24" | sudo tee -a /etc/environment', 'written with tee'],
      ['echo -e "A=b\\nPOD_CIDR=10.200.1.0/24" > /etc/node', 'one of several lines that are written'],
      ["printf 'POD_CIDR=%s\\n' 10.200.1.0/24 >> /etc/environment", 'written with printf'],
      ["sudo sh -c 'echo POD_CIDR=10.200.1.0/24 >> /etc/environment'", 'written by a shell of root'],
      ['sudo -u root bash -c "POD_CIDR=10.200.1.0/24 ./join.sh"', 'given to a shell of somebody'],
      ['bash -c "export POD_CIDR=10.200.1.0/24; ./join.sh"', 'given to a shell'],
      ['POD_CIDR=10.200.1.0/24\ncat > /etc/node <<EOF\nPOD_CIDR=${POD_CIDR}\nEOF', 'a variable stands for the literal'],
      ['export POD_CIDR=10.200.1.0/24\necho "podCIDR: \\"$POD_CIDR\\"" > /etc/kubelet.yaml', 'the same, as YAML'],
      [
        'cat <<EOF | sudo tee /var/lib/kubelet/kubelet-config.yaml\nkind: KubeletConfiguration\npodCIDR: "10.200.1.0/24"\nEOF',
        'a KubeletConfiguration in a here-document',
      ],
      ['cat > /etc/node.json <<\'EOF\'\n{\n  "spec": {"podCIDR": "10.200.1.0/24"}\n}\nEOF', 'JSON in a here-document'],
      ['sudo bash <<-EOF\n\texport POD_CIDR=10.200.1.0/24\n\tEOF', 'a here-document that is run'],
      ['Environment="POD_CIDR=10.200.1.0/24"', 'a unit of systemd'],
      ['[Service]\nEnvironment=NAME=worker-1 POD_CIDR=10.200.1.0/24', 'several in one line of a unit'],
      ["Environment='NAME=worker-1' 'POD_CIDR=10.200.1.0/24'", 'several, each in quotes'],
      ['ExecStart=/usr/local/bin/kubelet --v=2 --pod-cidr=10.200.1.0/24 \\', 'a flag in a unit'],
      [
        'cat > /etc/systemd/system/kubelet.service <<EOF\n[Service]\nExecStart=/usr/bin/kubelet \\\\\n  --pod-cidr=10.200.1.0/24 \\\\\n  --v=2\nEOF',
        'a unit in a here-document',
      ],
      ['kubelet --pod-cidr 10.200.1.0/24 --register-node', 'a flag and its value'],
      ['KUBELET_EXTRA_ARGS="--node-ip=10.240.0.21 --pod-cidr=10.200.1.0/24"', 'a flag in a variable'],
      ["/etc/eks/bootstrap.sh lab --kubelet-extra-args '--pod-cidr=10.200.1.0/24'", 'a flag in a flag'],
      ['{"name":"worker-1","pod-cidr":"10.200.1.0/24"}', 'Terraform’s jsonencode'],
      ['{\n  "node": {"name": "worker-1", "podCIDRs": ["10.200.1.0/24"]}\n}', 'nested JSON'],
      ['{"script":"#!/bin/sh\\nexport POD_CIDR=10.200.1.0/24"}', 'a script in JSON'],
      ['#cloud-config\npod-cidr: 10.200.1.0/24', 'a key of cloud-config'],
      ['#cloud-config\nnode:\n  podCIDRs:\n    - 10.200.1.0/24', 'a list of cloud-config'],
      ['#cloud-config\nruncmd:\n  - echo "export pod_cidr=10.200.1.0/24" >> /etc/bashrc', 'a command of cloud-config'],
      [
        '#cloud-config\nruncmd:\n  - [sh, -c, "echo POD_CIDR=10.200.1.0/24 >> /etc/environment"]',
        'a command in its parts',
      ],
      ['#cloud-config\nruncmd:\n  - [kubelet, --pod-cidr, 10.200.1.0/24]', 'a flag and its value, in its parts'],
      [
        '#cloud-config\nwrite_files:\n  - path: /etc/node\n    content: |\n      POD_CIDR=10.200.1.0/24\n      NAME=worker-1',
        'a file of cloud-config',
      ],
      [
        `#cloud-config\nwrite_files:\n  - path: /etc/node\n    encoding: b64\n    content: ${base64(`POD_CIDR=${A}`)}`,
        'a file in base64',
      ],
      [
        `#cloud-config\nwrite_files:\n  - path: /etc/node\n    encoding: gz+b64\n    content: ${base64(gzipSync(`POD_CIDR=${A}`))}`,
        'a packed file',
      ],
      [
        `#cloud-config\nwrite_files:\n  - path: /etc/node\n    content: !!binary ${base64(`POD_CIDR=${A}`)}`,
        'a file of bytes',
      ],
      [
        '## template: jinja\n#cloud-config\nhostname: {{ v1.name }}\npod-cidr: 10.200.1.0/24',
        'a template, which is no YAML',
      ],
      ['pod-cidr: "10.200.1.0/24" # ours', 'a line of YAML'],
      ['if ! which curl; then\n  apt-get install curl\nfi\nPOD_CIDR=10.200.1.0/24', 'after a condition'],
      ['if you read this, stop\nPOD_CIDR=10.200.1.0/24', 'prose is no condition'],
      ['POD_CIDR=10.200.1.0/24\nif [ -f /etc/x ]; then POD_CIDR=10.200.2.0/24; fi', 'what holds in any case'],
      ['kubeadm init --pod-network-cidr=10.200.0.0/16\nPOD_CIDR=10.200.1.0/24', 'beside the range of the cluster'],
      ['export NAME=worker-1 \\\n  POD_CIDR=\\\n10.200.1.0/24', 'on a line that goes on'],
      ['kubelet \\\n  --register-node \\\n  --pod-cidr 10.200.1.0/24', 'a flag on a line that goes on'],
      ['# kubelet \\\nPOD_CIDR=10.200.1.0/24', 'after a comment, which never goes on'],
      ["sudo bash -c '\nexport POD_CIDR=10.200.1.0/24\n./join.sh'", 'given to a shell, over several lines'],
      ["#!/bin/sh\necho '\nPOD_CIDR=10.200.1.0/24\n' > /etc/node", 'written into a file, over several lines'],
      ["name=worker-1’s\nowner=bob's\npod-cidr=10.200.1.0/24\nteam=alice's", 'apostrophes in what is no script'],
      ["name=one\nuse echo, don't print\nPOD_CIDR=10.200.1.0/24\nthat's all", 'apostrophes in prose'],
      [
        '---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    flags:\n      - --pod-cidr=10.200.1.0/24',
        'the configuration of a node of EKS',
      ],
      [
        'cat > /etc/join.yaml <<EOF\napiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration:\n  kubeletExtraArgs:\n    pod-cidr: 10.200.1.0/24\n---\napiVersion: v1\nkind: Node\nspec:\n  podCIDR: 10.200.2.0/24\nEOF',
        'the configuration of kubeadm, beside a node of the cluster’s API',
      ],
    ],
  ),
  ...forms(
    [A, V6],
    [
      [`pod-cidr=${A},${V6}`, 'two families, by a comma'],
      [`POD_CIDR="${A} ${V6}"`, 'two families, by a blank'],
      [`pod-cidr=${A} ${V6}`, 'two families, without quotes'],
      [`POD_CIDR=${A}\nPOD_CIDR=${V6}`, 'two families, twice'],
      [`podCIDRs: [${A}, "${V6}"]`, 'a list of YAML on a line'],
      [`{"podCIDRs":["${A}","${V6}"]}`, 'a list of JSON'],
    ],
  ),
  ...forms([A, B], [[`POD_CIDR=${A}\npodCIDR: ${B}`, 'two of one family: refused']]),
  ...forms(['10.200.0.0.24'], [['pod-cidr=10.200.0.0.24', 'a typing error: refused']]),
  ...forms(['banana'], [['pod-cidr=banana', 'no range: refused']]),
  ...forms(
    ['10.200.0.0/16'],
    [
      [
        'POD_CIDR="10.200.0.0/16"\nkubeadm init --pod-network-cidr=$POD_CIDR',
        'the cluster’s own range, for the plan to judge',
      ],
    ],
  ),
];

const COMPUTED = forms('computed', [
  ['POD_CIDR=$(curl -s http://169.254.169.254/latest/meta-data/tags/instance/range)', 'a command’s output'],
  ['export POD_CIDR=`cat /etc/range`', 'the same in backticks'],
  ['POD_CIDR="$(aws ssm get-parameter --name x --query Parameter.Value --output text)"', 'a parameter'],
  ['POD_CIDR=$1', 'an argument'],
  ['POD_CIDR=10.200.${INDEX}.0/24', 'a part is computed'],
  ['POD_CIDR=${POD_CIDR:-10.200.1.0/24}', 'a default'],
  [': "${POD_CIDR:=10.200.1.0/24}"', 'a default that is set'],
  ['kubelet --pod-cidr=$POD_CIDR', 'a flag'],
  ['echo "POD_CIDR=$RANGE" >> /etc/environment', 'written into a file'],
  ['cat > /etc/kubelet.yaml <<EOF\npodCIDR: "${POD_CIDR}"\nEOF', 'a here-document'],
  ['#cloud-config\nruncmd:\n  - export POD_CIDR=$(cat /etc/range)', 'a command of cloud-config'],
  ['## template: jinja\n#cloud-config\npod-cidr: {{ ds.meta_data.range }}', 'a template'],
  [
    'case $(hostname) in\n  worker-0) POD_CIDR=10.200.0.0/24 ;;\n  worker-1) POD_CIDR=10.200.1.0/24 ;;\nesac',
    'by the name of the host',
  ],
  ['if [ "$ZONE" = a ]; then\n  export POD_CIDR=10.200.1.0/24\nfi', 'on a condition'],
  ['[ "$ZONE" = a ] && cat > /etc/node <<EOF\nPOD_CIDR=10.200.1.0/24\nEOF', 'a file on a condition'],
  ['if POD_CIDR=$(cat /etc/range); then ./join.sh; fi', 'a command that may fail'],
  ['[ "$ZONE" = a ] && POD_CIDR=10.200.1.0/24', 'on a condition, in short'],
  ['test -n "$POD_CIDR" || POD_CIDR=10.200.1.0/24', 'unless it is set'],
]);

const REMARK = forms('remark', [
  ['PODCIDR=10.200.1.0/24', 'an unknown spelling'],
  ['podcidr: 10.200.1.0/24', 'an unknown spelling'],
  ['export POD_CIDR_BLOCK=10.200.1.0/24', 'another name'],
  ['PODCIDR_RANGE="10.200.1.0/24"', 'another name'],
  ['WORKER_POD_CIDR=10.200.1.0/24', 'another name'],
  ['{"podcidr":"10.200.1.0/24"}', 'an unknown spelling in JSON'],
]);

const NOTHING = forms('nothing', [
  ['name=controller-0', 'a controller'],
  ['', 'empty'],
  ['name=worker-1|pod-cidr=', 'no value'],
  ['# POD_CIDR=10.200.1.0/24', 'a comment'],
  ['  #export POD_CIDR=10.200.1.0/24', 'a comment, indented'],
  ['#cloud-config\n# pod-cidr: 10.200.1.0/24\nhostname: worker-1', 'a comment of YAML'],
  ['#cloud-config\nruncmd:\n  - "# POD_CIDR=10.200.1.0/24"', 'a comment that is a command'],
  ['cat > /etc/node <<EOF\n# POD_CIDR=10.200.1.0/24\nEOF', 'a comment in a here-document'],
  ['pod-cidr: # to be filled in', 'a comment for a value'],
  ['podCIDR: null', 'no value in YAML'],
  ['{"pod-cidr":""}', 'no value in JSON'],
  ['unset POD_CIDR', 'it is removed'],
  ['export POD_CIDR', 'no value given'],
  ['grep pod-cidr=10.200.1.0/24 /etc/node', 'it is looked for'],
  ["sed -i 's|POD_CIDR=.*|POD_CIDR=10.200.1.0/24|' /etc/other", 'it is edited elsewhere'],
  ['if [ "$POD_CIDR" = "10.200.1.0/24" ]; then exit 1; fi', 'it is compared'],
  ['# kubelet --pod-cidr=10.200.1.0/24', 'a comment'],
  ['./join.sh # && export POD_CIDR=10.200.1.0/24', 'a comment behind a command'],
  ['echo "POD_CIDR=10.200.1.0/24"', 'it is printed'],
  ['echo "POD_CIDR=10.200.1.0/24" >&2', 'it is printed as an error'],
  ['echo "POD_CIDR=10.200.1.0/24" >> /var/log/setup.log', 'it is logged'],
  ['echo "POD_CIDR=10.200.1.0/24" | tee -a /var/log/setup.log', 'it is logged'],
  ['cat > /root/README <<EOF\nStart kubelet with\n  --pod-cidr=10.200.1.0/24\nEOF', 'documentation in a file'],
  ['echo "using pod-cidr=10.200.1.0/24 for this node" > /etc/readme', 'a sentence'],
  ['cat <<EOF\nUsage:\n  POD_CIDR=10.200.1.0/24 ./setup.sh\nEOF', 'help that is printed'],
  [": <<'END'\nPOD_CIDR=10.200.1.0/24\nEND", 'a comment by a here-document'],
  ['pod-cidr: the range of the pods of a node', 'documentation'],
  ['pod-cidr=10.200.1.0/24 is the range of worker-1', 'documentation that begins with it'],
  ['The range is in pod-cidr=10.200.1.0/24', 'documentation'],
  ['--pod-cidr=CIDR   the range of the pods', 'the description of a flag'],
  ['curl https://example.com/?pod-cidr=10.200.1.0/24', 'an address on the web'],
  ['wget http://example.com/set?a=b&pod-cidr=10.200.1.0/24', 'an address on the web'],
  ['https://example.com/?a=b&pod-cidr=10.200.1.0/24', 'an address on the web'],
  ['sed -n "/pod-cidr=10.200.1.0/p" /etc/node', 'it is looked for'],
  ['docker run -e POD_CIDR=10.200.1.0/24 image', 'a container’s'],
  ['pod-cidr-allocator=10.200.1.0/24', 'another key'],
  ['MY_POD_CIDR_OLD=10.200.1.0/24', 'another key'],
  ['my-pod-cidr=10.200.1.0/24', 'another key'],
  ['podCIDRMask: 10.200.1.0/24', 'another key'],
  ['kube-controller-manager --pod-cidr-mask-size=24', 'another flag'],
  ['kubeadm init --pod-network-cidr=10.200.0.0/16', 'the cluster’s range'],
  ['kube-proxy --cluster-cidr=10.200.0.0/16', 'the cluster’s range'],
  ['networking:\n  podSubnet: 10.200.0.0/16', 'the cluster’s range'],
  ['clusterCIDR: "10.200.0.0/16"', 'the cluster’s range'],
  ['CLUSTER_CIDR=10.200.0.0/16', 'the cluster’s range'],
  ['az aks create --name lab --pod-cidr 10.244.0.0/16', 'another cluster’s range'],
  ['kubectl patch node worker-2 -p \'{"spec":{"podCIDR":"10.200.1.0/24"}}\'', 'another node’s'],
  ['gcloud compute instances create worker-2 --metadata pod-cidr=10.200.1.0/24', 'another instance’s'],
  ['aws ec2 run-instances --user-data "name=worker-2|pod-cidr=10.200.1.0/24"', 'another instance’s'],
  ['ssh worker-2 "export POD_CIDR=10.200.1.0/24"', 'another machine’s'],
  ['ssh worker-2 sudo bash <<EOF > /tmp/out\nexport POD_CIDR=10.200.1.0/24\nEOF', 'another machine’s'],
  ['kubectl apply -f - <<EOF\nkind: Node\nspec:\n  podCIDR: 10.200.1.0/24\nEOF', 'another node’s'],
  ["ssh worker-2 '\nexport POD_CIDR=10.200.1.0/24\n./join.sh'", 'another machine’s, over several lines'],
  ['ssh worker-2 \\\n  POD_CIDR=10.200.1.0/24 \\\n  ./join.sh', 'another machine’s, on a line that goes on'],
  ["kubectl patch node worker-2 --patch '\nspec:\n  podCIDR: 10.200.1.0/24'", 'another node’s, over several lines'],
  ['az aks create \\\n  --name lab \\\n  --pod-cidr 10.244.0.0/16', 'another cluster’s, on a line that goes on'],
  ['doctl kubernetes cluster create lab --pod-cidr 10.244.0.0/16', 'another cluster’s range'],
  ['eksctl create cluster --pod-cidr=10.200.0.0/16', 'another cluster’s range'],
  [
    '#!/bin/bash\nSCRIPT=\'\nexport POD_CIDR=10.200.1.0/24\n\'\nssh worker-2 "$SCRIPT"',
    'a text in quotes, over several lines',
  ],
  ['echo "\nUsage:\nPOD_CIDR=10.200.1.0/24 ./setup.sh\n"', 'help that is printed, over several lines'],
  [
    'curl -d "{\n  \\"pod-cidr\\":\n  \\"10.200.1.0/24\\"\n}" https://example.com/nodes',
    'sent elsewhere, over several lines',
  ],
  [
    'cat > worker-2.yaml <<EOF\napiVersion: v1\nkind: Node\nmetadata:\n  name: worker-2\nspec:\n  podCIDR: 10.200.1.0/24\nEOF\nkubectl apply -f worker-2.yaml',
    'another node’s, by way of a file',
  ],
  [
    'cat > n.json <<EOF\n{"apiVersion":"v1","kind":"Node","spec":{"podCIDR":"10.200.1.0/24"}}\nEOF',
    'another node’s, as JSON in a file',
  ],
  [
    'apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\nspec:\n  network:\n    podCIDR: 10.244.0.0/16',
    'the cluster’s range, for k0s',
  ],
  ['# pods\napiVersion: v1\nkind: ConfigMap\ndata:\n  POD_CIDR: 10.200.1.0/24', 'an object of the cluster’s API'],
  [
    '#cloud-config\nwrite_files:\n  - path: /root/README.md\n    content: |\n      POD_CIDR=10.200.1.0/24 ./setup.sh',
    'documentation in a file of cloud-config',
  ],
  [
    `#cloud-config\nwrite_files:\n  - path: /etc/motd\n    encoding: b64\n    content: ${base64(`pod-cidr: ${A}`)}`,
    'a greeting in a file of cloud-config',
  ],
  ['POD_CIDRS=(10.200.0.0/24 10.200.1.0/24)', 'a list of all nodes’ ranges'],
  ['USER_DATA="name=worker-2|pod-cidr=10.200.1.0/24"', 'another instance’s'],
  ['#cloud-config\npod-cidr-note: pod-cidr\nhostname: worker-1', 'the name only'],
  ['<powershell>$POD_CIDR = "10.200.1.0/24"</powershell>', 'PowerShell'],
]);

/** The forms in which texts mention pod CIDRs, each with what is made of it. */
export const FORMS: readonly Form[] = [...STATED, ...COMPUTED, ...REMARK, ...NOTHING];
