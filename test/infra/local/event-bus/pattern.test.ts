import { describe, expect, it } from 'vitest';
import { EventPattern, matchesPattern } from '../../../../infra/local/event-bus/pattern.ts';

const matches = (pattern: object, event: unknown) => matchesPattern(EventPattern.parse(pattern), event);

/** After https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
describe('patterns of rules', () => {
  it.each([
    [{ source: ['aws.ec2'] }, { source: 'aws.ec2' }, true],
    [{ source: ['aws.ec2', 'aws.autoscaling'] }, { source: 'aws.autoscaling' }, true],
    [{ source: ['aws.ec2'] }, { source: 'aws.ec2.more' }, false],
    [{ source: ['aws.ec2'] }, {}, false],
    [{ a: ['1'] }, { a: 1 }, false],
    [{ a: [null] }, { a: null }, true],
    [{ resources: ['b'] }, { resources: ['a', 'b'] }, true],
    [{ a: { b: ['x'] }, c: ['y'] }, { a: { b: 'x' }, c: 'z' }, false],
    [{ a: { b: [{ exists: false }] } }, {}, true],
    [{ a: { b: [{ exists: false }] } }, { a: { b: null } }, false],
    [{ a: [{ exists: true }] }, { a: '' }, true],
    [{ a: [{ prefix: 'pod' }] }, { a: 'podroutes' }, true],
    [{ a: [{ prefix: 'pod' }] }, { a: 'a pod' }, false],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    // Anything but something is still something.
    [{ a: [{ 'anything-but': 'x' }] }, {}, false],
    [{ a: [{ 'anything-but': 'x' }, { exists: false }] }, {}, true],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
  ])('%j and %j: %s', (pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it.each([{ a: [{ suffix: 'x' }] }, { a: 'x' }])('%j is refused rather than read wrongly', (pattern) => {
    expect(EventPattern.safeParse(pattern).success).toBe(false);
  });
});
