import { expect, it } from 'vitest';
import { matchesPattern } from '../../../infra/local/event-bus/pattern.ts';

const EVENT = { source: 'aws.ec2', detail: { state: 'running', hook: 'podroutes-launch', keys: ['a', 'b'] } };

it.each([
  [{ source: ['aws.ec2', 'aws.tag'] }, true],
  [{ source: ['aws.tag'] }, false],
  [{ source: ['aws.ec2'], detail: { state: ['stopped'] } }, false],
  [{ detail: { hook: [{ prefix: 'podroutes' }] } }, true],
  [{ detail: { hook: [{ suffix: '-terminate' }] } }, false],
  [{ detail: { keys: ['b'] } }, true],
  [{ detail: { keys: ['c'] } }, false],
  [{ detail: { errorCode: [{ exists: false }] } }, true],
  [{ detail: { state: [{ exists: false }] } }, false],
  [{ detail: { cluster: [{ exists: false }, 'lab'] } }, true],
  [{ detail: { state: [{ 'anything-but': ['pending', 'stopped'] }] } }, true],
  [{ detail: { state: [{ 'anything-but': 'running' }] } }, false],
  [{ other: { field: ['x'] } }, false],
])('%j lets the event through: %s', (pattern, isMatch) => {
  expect(matchesPattern(pattern, EVENT)).toBe(isMatch);
});

it('says what it cannot compare', () => {
  expect(() => matchesPattern({ source: [{ wildcard: '*' }] }, EVENT)).toThrow(/patterns with wildcard/);
});
