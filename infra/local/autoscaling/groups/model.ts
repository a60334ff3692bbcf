import type { Ec2Backend } from '../../ec2/backend/backend.ts';
import type { TemplateReference } from '../../ec2/backend/instances/launch-templates.ts';
import type { AutoScalingEvent } from '../events.ts';
import type { LifecycleAction, LifecycleActions, LifecycleResult, Place } from '../lifecycle-actions.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
type Phase =
  | 'Pending'
  | 'InService'
  | 'Terminating'
  | 'Warmed:Pending'
  | 'Warmed:Stopped'
  | 'Warmed:Running'
  | 'Warmed:Terminating';
export interface Hook {
  readonly name: string;
  readonly kind: LifecycleAction['kind'];
  /** In seconds. */
  readonly heartbeat: number;
  readonly defaultResult: LifecycleResult;
  readonly notificationMetadata: string | undefined;
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagates: boolean;
}

export interface WarmPool {
  readonly minSize: number;
  readonly maxPrepared: number | undefined;
  readonly state: 'Stopped' | 'Running';
  /** Whether instances return to the pool when the group scales in. */
  readonly isReused: boolean;
}

export interface Member {
  readonly instance: string;
  readonly instanceType: string;
  readonly template: { readonly id: string; readonly name: string; readonly version: number };
  readonly subnetId: string;
  readonly zone: string;
  phase: Phase;
  /** `Wait` while hooks hold it, then `Proceed`; undefined where no hook was. */
  step: 'Wait' | 'Proceed' | undefined;
  readonly waitsFor: Set<LifecycleAction>;
  isHealthy: boolean;
  isProtected: boolean;
  origin: Place;
  destination: Place;
  /** When its present phase began, and why. */
  startedAt: number;
  cause: string;
}

export interface Refresh {
  readonly id: string;
  status: 'InProgress' | 'Successful' | 'Cancelled';
  readonly startedAt: number;
  endedAt: number | undefined;
  readonly minHealthy: number;
  readonly maxHealthy: number;
  readonly skipsMatching: boolean;
  /** Instances that are still to be replaced. */
  readonly old: Set<string>;
  readonly total: number;
}

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  template: TemplateReference;
  minSize: number;
  maxSize: number;
  desired: number;
  subnetIds: readonly string[];
  cooldown: number;
  healthCheckGracePeriod: number;
  protectsNew: boolean;
  readonly tags: Map<string, GroupTag>;
  readonly hooks: Map<string, Hook>;
  readonly members: Map<string, Member>;
  warmPool: WarmPool | undefined;
  readonly refreshes: Refresh[];
  isDeleted: boolean;
  isConverging: boolean;
}

/** What the groups act on. */
export interface Fleet {
  readonly backend: Ec2Backend;
  readonly actions: LifecycleActions;
  readonly groups: Map<string, Group>;
  readonly publish: (event: AutoScalingEvent) => void;
  /** A hook let a member go on: time to look at the whole group. */
  readonly onAnswer: (group: Group) => void;
}

export const isTerminating = ({ phase }: Member): boolean => phase === 'Terminating' || phase === 'Warmed:Terminating';

export const isWarmed = ({ phase }: Member): boolean => phase.startsWith('Warmed:');

/** Those that count towards the desired capacity. */
export const activeMembers = (group: Group): Member[] =>
  [...group.members.values()].filter((member) => !isTerminating(member) && !isWarmed(member));

export const lifecycleState = ({ phase, step }: Member): string => (step === undefined ? phase : `${phase}:${step}`);
