import { describe, expect, it } from 'vitest';
import { conditionsFor, parameterName } from '../../../../infra/build/release/template/intrinsics.ts';
import { Placeholders } from '../../../../infra/build/release/template/placeholders.ts';

const described = { description: '', environment: undefined };
const NAME = { ...described, name: 'cluster-name', default: undefined };
const TOPIC = { ...described, name: 'alarm-topic', default: '' };
const SWITCH = { ...described, name: 'dashboard', default: 'true' };
const placeholders = new Placeholders([NAME, TOPIC, SWITCH]);

describe('what stands for a parameter', () => {
  it.each([
    ['alone becomes a reference', 'XClusterNameX', { Ref: 'ClusterName' }],
    ['in a text is substituted', 'of XClusterNameX', { 'Fn::Sub': 'of ${ClusterName}' }],
    ['and what looks like a variable stays', '${a} XClusterNameX', { 'Fn::Sub': '${!a} ${ClusterName}' }],
    [
      'in a text with variables joins them',
      { 'Fn::Sub': '${A.Arn}/XClusterNameX' },
      { 'Fn::Sub': '${A.Arn}/${ClusterName}' },
    ],
    ['in the stack’s name is the stack’s', 'podroutes-XClusterNameX', { Ref: 'AWS::StackName' }],
    ['and in a name made of that', 'podroutes-XClusterNameX-function', { 'Fn::Sub': '${AWS::StackName}-function' }],
    [
      'that may be missing leaves a list without it',
      ['XAlarmTopicX'],
      [{ 'Fn::If': ['HasAlarmTopic', { Ref: 'AlarmTopic' }, { Ref: 'AWS::NoValue' }] }],
    ],
    ['is nowhere: nothing changes', { a: ['b', 1, null, { c: '${d}' }] }, { a: ['b', 1, null, { c: '${d}' }] }],
    ['and a substitution of nothing is a text', { 'Fn::Sub': '${!aws:RequestTag/x}' }, '${aws:RequestTag/x}'],
  ])('%s', (_what, value, expected) => {
    expect(placeholders.resolve(value)).toEqual(expected);
  });

  it('is no part of a key', () => {
    expect(() => placeholders.resolve({ 'tag/XClusterNameX': '' })).toThrow(/part of the key tag\/XClusterNameX/);
  });
});

it('conditions are for what can be left out or switched off', () => {
  expect(conditionsFor([NAME, TOPIC, SWITCH])).toEqual({
    HasAlarmTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmTopic' }, ''] }] },
    IsDashboard: { 'Fn::Equals': [{ Ref: 'Dashboard' }, 'true'] },
  });
  expect(parameterName('node-cidr-mask-size-ipv4')).toBe('NodeCidrMaskSizeIpv4');
});
