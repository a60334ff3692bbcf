import { describe, expect, it } from 'vitest';
import { checkParameters, configOf, readFlags } from '../../../infra/aws/given-parameters.ts';
import { readParameters } from '../../../infra/aws/parameters.ts';
import { excessLength, stackName } from '../../../shared/aws/names.ts';

const NEEDED = ['cluster-name', 'cluster-cidr'];

/** What is wrong with these flags of `osls deploy`. */
function mistakesIn(...flags: string[]): string {
  try {
    checkParameters(readFlags(flags), NEEDED);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('what osls is given', () => {
  it('has to name the cluster and its range', () => {
    expect(mistakesIn('cluster-name=prod', 'cluster-cidr=10.200.0.0/16')).toBe('');
    expect(mistakesIn('cluster-name=prod')).toMatch(
      /^SettingsError: A setting is wrong:\n  - cluster-cidr is not set; .+$/,
    );
    expect(mistakesIn('cluster-cidr=10.200.0.0/16')).toMatch(/cluster-name is not set/);
    expect(mistakesIn('cluster-name=', 'cluster-cidr=10.200.0.0/16')).toMatch(/cluster-name is not set/);
  });

  it('names no parameter that there is not', () => {
    const wrong = mistakesIn('cluster-name=prod', 'cluster-cidr=10.200.0.0/16', 'cluster-cdr=10.201.0.0/16');
    expect(wrong).toMatch(
      /^SettingsError: A setting is wrong:\n  - cluster-cdr is no parameter; there are .*cluster-cidr.*$/,
    );
  });

  it('says true or false where that is what a parameter means', () => {
    const wrong = mistakesIn('cluster-name=prod', 'cluster-cidr=10.200.0.0/16', 'dashboard=yes');
    expect(wrong).toMatch(/dashboard is "yes"; it should look like true or false/);
  });

  it('becomes the settings of the function', () => {
    const given = readFlags(['cluster-name=prod', 'cluster-cidr=10.200.0.0/16,fd00:10::/48', 'event-bus=a=b']);
    expect(() => configOf(given)).toThrow(/EVENT_BUS_NAME is "a=b"/);
    expect(configOf({ ...given, 'event-bus': 'mine', 'write-pod-cidr-tag': 'true' })).toMatchObject({
      cluster: { name: 'prod', cidrs: ['10.200.0.0/16', 'fd00:10::/48'] },
      eventBus: 'mine',
      writePodCidrTag: true,
    });
  });
});

it('every parameter has a description, and only the cluster has no default', () => {
  const parameters = readParameters();
  expect(parameters.filter(({ description }) => description.length < 10)).toEqual([]);
  expect(new Set(parameters.map(({ description }) => description)).size).toBe(parameters.length);
  expect(parameters.filter((each) => each.default === undefined).map(({ name }) => name)).toEqual(NEEDED);
});

describe('the name of a stack', () => {
  it('is the cluster’s, where CloudFormation takes that', () => {
    expect(stackName('kubernetes-the-hard-way')).toBe('podroutes-kubernetes-the-hard-way');
  });

  it('differs where clusters differ in a character that was replaced', () => {
    const names = ['a.b', 'a_b', 'a-b', 'a.b.', 'a..b', 'a.-b', 'a_-b'].map(stackName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^podroutes-[A-Za-z0-9-]+$/);
  });

  it.each(['.', '-'])('fits a function, or is refused before anything is packed (%s)', (character) => {
    const longest = 64 - stackName(character).length + 1;
    const name = `${'a'.repeat(longest - 2)}${character}a`;
    expect([stackName(name).length, excessLength(name)]).toEqual([64, 0]);
    expect(mistakesIn(`cluster-name=${name}`, 'cluster-cidr=10.200.0.0/16')).toBe('');
    expect(mistakesIn(`cluster-name=a${name}`, 'cluster-cidr=10.200.0.0/16')).toMatch(
      /cluster-name is too long by 1: .* 64/,
    );
  });
});
