export interface KnownDifference {
  /** What both answer: `ours <> moto's`. */
  readonly shape: RegExp;
  /** What EC2 does, or why it is not known. */
  readonly why: string;
  /** Only some seeds come across it. */
  readonly isRare?: true;
}

const REFUSED_BY_EC2: readonly KnownDifference[] = [
  {
    shape: /^AssociateRouteTable: (InvalidRouteTableID\.NotFound|Resource\.AlreadyAssociated) <> done$/,
    why: 'moto answers the association that the subnet has, whatever table is asked for. A subnet has one table: Resource.AlreadyAssociated.',
  },
  {
    shape: /^AttachNetworkInterface: (InvalidNetworkInterface\.InUse|InvalidParameterValue|IncorrectState) <> done$/,
    why: 'moto attaches an interface that is attached, two at one device index, and to a terminated instance.',
  },
  {
    shape: /^(Create|Replace)Route: IncorrectInstanceState <> done$/,
    why: 'moto makes routes to terminated instances.',
    isRare: true,
  },
  {
    shape: /^((Create|Replace)Route|(Describe|Modify)InstanceAttribute): InvalidInstanceID <> done$/,
    why: 'InvalidInstanceID of EC2’s error codes: an operation on an instance with several interfaces has to name one. moto takes the first.',
  },
  {
    shape: /^(Create|Replace)Route: InvalidParameterValue <> done$/,
    why: 'moto looks at the destination only where the target is no interface, and not at all in ReplaceRoute.',
  },
  {
    shape: /^(Create|Replace)Route: InvalidNetworkInterfaceID\.NotFound <> done$/,
    why: 'An interface that a launch made goes with its instance; moto keeps it.',
    isRare: true,
  },
  {
    shape: /^CreateRoute: RouteAlreadyExists <> done$/,
    why: 'moto overwrites a route by one to an interface. RouteAlreadyExists: the route already exists in the table.',
    isRare: true,
  },
  {
    shape: /^DeleteNetworkInterface: InvalidParameterValue <> done$/,
    why: 'moto deletes interfaces that are in use.',
  },
  {
    shape: /^(Create|Delete)Tags: Invalid\w+\.NotFound <> done$/,
    why: 'moto takes tags from, and gives them to, what does not exist.',
  },
  {
    shape: /^DetachNetworkInterface: (InvalidAttachmentID\.NotFound|OperationNotPermitted) <> done$/,
    why: 'moto detaches what is not attached, and the interface at index 0.',
  },
  { shape: /^StartInstances: IncorrectInstanceState <> done$/, why: 'moto starts terminated instances.', isRare: true },
  { shape: /^StopInstances: IncorrectInstanceState <> done$/, why: 'moto stops terminated instances.', isRare: true },
];

const SHOWN_OTHERWISE: readonly KnownDifference[] = [
  {
    shape: /\.Attachment\.DeleteOnTermination: true <> false$/,
    why: 'What a launch makes, the end of the instance deletes, unless the request says otherwise.',
  },
  { shape: /\.Description: "" <> "Primary network interface"$/, why: 'The description is that of the request.' },
  {
    shape: /\.SecurityGroups: 1 <> 0$/,
    why: 'An instance without groups has the default group of its VPC; moto shows it at the interface only.',
  },
  {
    shape: /\.VirtualizationType: "hvm" <> "paravirtual"$/,
    why: 'moto does not know the tutorial’s image, and then says paravirtual, which a t3 cannot be.',
  },
  {
    shape: /^DescribeRouteTables.*\.Routes\[\]\.(InstanceId|NetworkInterfaceId): ".*" <> nothing$/,
    why: 'A route shows the interface and the instance behind it, whichever it was made with.',
  },
  {
    shape: /^DescribeRouteTables.*\.Routes\[\]\.State: "blackhole" <> "active"$/,
    why: 'RouteState: "blackhole indicates that the route’s target isn’t available". In moto every route is active.',
  },
  {
    shape: /\.SourceDestCheck(\.Value)?: (true|false) <> (true|false)$/,
    why: 'The attribute of an instance is that of its interface; moto keeps one for each.',
    isRare: true,
  },
  {
    shape:
      /^DescribeInstances\.Reservations(: \d+ <> \d+|\[\]\.(NetworkInterfaces: 0 <> \d|PrivateDnsName: "" <> .*))$/,
    why: 'A terminated instance has no interface and no address left; in moto it keeps them and matches filters by them.',
  },
  {
    shape: /^(DescribeNetworkInterfaces|ModifyNetworkInterfaceAttribute): InvalidNetworkInterfaceID\.NotFound <> done$/,
    why: 'An interface that a launch made goes with its instance; moto keeps it.',
  },
  {
    shape: /^DescribeNetworkInterfaces\.NetworkInterfaces: \d+ <> \d+$/,
    why: 'An interface that a launch made goes with its instance; moto keeps it.',
    isRare: true,
  },
  {
    shape: /^(Describe\w+): done <> an answer that cannot be read$/,
    why: 'moto answers with an error page of its own for filters that it lacks, such as route.state.',
  },
  {
    shape: /^(Start|Stop)Instances\..*\.CurrentState\.(Code|Name): (16|80|"running"|"stopped") <> /,
    why: 'What runs is not started again, nor stopped what is stopped: the state stays.',
  },
];

const UNKNOWN: readonly KnownDifference[] = [
  {
    shape: /^\w+: Invalid\w+(\.\w+)? <> Invalid\w+\.NotFound$/,
    why: 'Two things are wrong with the request; which of them is told is documented nowhere.',
  },
  {
    shape: /^TerminateInstances\..*\.CurrentState\.(Code|Name): (48|"terminated") <> (32|"shutting-down")$/,
    why: 'Of one that is terminated, the state stays. Whether one that is stopped says shutting-down first, nobody has told.',
    isRare: true,
  },
];

/** Where moto answers otherwise than the local EC2. One that occurs no more has to go from here, unless it is rare. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [...REFUSED_BY_EC2, ...SHOWN_OTHERWISE, ...UNKNOWN];
