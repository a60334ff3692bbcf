import { describe, expect, it } from 'vitest';
import { readAwsConfig } from '../../shared/aws/config.ts';
import { readGcpConfig } from '../../shared/gcp/config.ts';

const AWS = { CLUSTER_NAME: 'prod', CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48', AWS_REGION: 'eu-west-1' };
const GCP = { CLUSTER_NAME: 'prod', CLUSTER_CIDR: '10.200.0.0/16', GOOGLE_CLOUD_PROJECT: 'my-project' };

describe('settings for AWS', () => {
  it('are read', () => {
    expect(readAwsConfig({ ...AWS, ROUTE_TABLE_IDS: ' rtb-0123456789abcdef0, rtb-01234567 ' })).toEqual({
      cluster: {
        name: 'prod',
        cidrs: ['10.200.0.0/16', 'fd00:10::/48'],
        nodeMaskSizes: { ipv4: 24, ipv6: 64 },
      },
      routeTableIds: ['rtb-0123456789abcdef0', 'rtb-01234567'],
      abandonOnFailure: false,
      writePodCidrTag: false,
      allocate: false,
      gateWaitsForRange: false,
      routeQuota: 500,
    });
  });

  it('for the function are read', () => {
    const more = { EVENT_BUS_NAME: 'ops/pods', ABANDON_ON_FAILURE: 'true', ROUTE_QUOTA: '1000' };
    expect(readAwsConfig({ ...AWS, WRITE_POD_CIDR_TAG: 'true' })).toMatchObject({ writePodCidrTag: true });
    expect(readAwsConfig({ ...AWS, ALLOCATE: 'true', GATE_WAITS_FOR_RANGE: 'true' })).toMatchObject({
      allocate: true,
      gateWaitsForRange: true,
    });
    expect(readAwsConfig({ ...AWS, ...more })).toMatchObject({
      eventBus: 'ops/pods',
      abandonOnFailure: true,
      routeQuota: 1000,
    });
  });

  it('are all named in one error when they are missing', () => {
    expect(() => readAwsConfig({})).toThrow(
      /^3 settings are wrong:\n {2}- CLUSTER_NAME is not set.*\n {2}- CLUSTER_CIDR is not set.*\n {2}- AWS_REGION is not set/,
    );
  });

  it.each([
    [
      'CLUSTER_NAME',
      '',
      /A setting is wrong:\n {2}- CLUSTER_NAME is not set; it should look like kubernetes-the-hard-way/,
    ],
    ['CLUSTER_NAME', '*', /CLUSTER_NAME is "\*"; it should look like/],
    ['CLUSTER_CIDR', 'banana', /CLUSTER_CIDR has "banana", which is not a range/],
    ['CLUSTER_CIDR', '10.200.0.1/16', /which has host bits set; the range is 10.200.0.0\/16/],
    ['CLUSTER_CIDR', '0.0.0.0/0', /would make every route ours/],
    ['CLUSTER_CIDR', ' , ', /CLUSTER_CIDR names no range/],
    ['NODE_CIDR_MASK_SIZE_IPV4', '33', /NODE_CIDR_MASK_SIZE_IPV4 is "33"; it should be a prefix length like 24/],
    ['NODE_CIDR_MASK_SIZE_IPV4', '/24', /NODE_CIDR_MASK_SIZE_IPV4 is "\/24"; it should be a prefix length like 24/],
    ['NODE_CIDR_MASK_SIZE_IPV4', '16', /NODE_CIDR_MASK_SIZE_IPV4 is 16; .* smaller than the cluster CIDR, a \/16/],
    ['NODE_CIDR_MASK_SIZE_IPV6', '48', /NODE_CIDR_MASK_SIZE_IPV6 is 48; .* smaller than the cluster CIDR, a \/48/],
    ['ROUTE_TABLE_IDS', 'rtb-x', /ROUTE_TABLE_IDS is "rtb-x"; it should look like rtb-/],
    ['AWS_REGION', 'us east', /AWS_REGION is "us east"; it should look like us-east-1/],
    ['EVENT_BUS_NAME', 'two words', /EVENT_BUS_NAME is "two words"; it should look like default or an ARN/],
    ['ABANDON_ON_FAILURE', 'yes', /ABANDON_ON_FAILURE is "yes"; it should look like true or false/],
    ['WRITE_POD_CIDR_TAG', '1', /WRITE_POD_CIDR_TAG is "1"; it should look like true or false/],
    ['ALLOCATE', 'all', /ALLOCATE is "all"; it should look like true or false/],
    ['GATE_WAITS_FOR_RANGE', '5m', /GATE_WAITS_FOR_RANGE is "5m"; it should look like true or false/],
    ['ROUTE_QUOTA', '-5', /ROUTE_QUOTA is "-5"; it should look like 500/],
  ])('%s=%j is refused', (name, value, message) => {
    expect(() => readAwsConfig({ ...AWS, [name]: value })).toThrow(message);
  });
});

describe('settings for GCP', () => {
  it('default to the cluster’s name and the instances’ project', () => {
    expect(readGcpConfig(GCP)).toMatchObject({ network: 'prod', project: 'my-project', networkProject: 'my-project' });
  });

  it('are read', () => {
    const more = { NETWORK: 'net', NETWORK_PROJECT: 'host', COMPUTE_API_ENDPOINT: 'http://127.0.0.1:5600' };
    expect(readGcpConfig({ ...GCP, ...more })).toMatchObject({
      network: 'net',
      networkProject: 'host',
      endpoint: new URL('http://127.0.0.1:5600'),
    });
  });

  it('are all named in one error', () => {
    const wrong = {
      CLUSTER_NAME: 'Prod Cluster',
      CLUSTER_CIDR: '10.0.0.0/33',
      COMPUTE_API_ENDPOINT: 'https://evil.example',
    };
    expect(() => readGcpConfig(wrong)).toThrow(
      /5 settings are wrong(.|\n)*CLUSTER_NAME(.|\n)*CLUSTER_CIDR(.|\n)*GOOGLE_CLOUD_PROJECT(.|\n)*NETWORK(.|\n)*COMPUTE_API_ENDPOINT/,
    );
  });

  it.each([
    ['CLUSTER_NAME', 'Prod', /NETWORK \(by default CLUSTER_NAME\) is "Prod"/],
    ['NETWORK', 'a/b', /NETWORK is "a\/b"/],
    ['GOOGLE_CLOUD_PROJECT', 'My Project', /GOOGLE_CLOUD_PROJECT is/],
    ['COMPUTE_API_ENDPOINT', 'http://10.0.0.1:80', /a loopback address/],
    ['COMPUTE_API_ENDPOINT', 'nonsense', /a loopback address/],
  ])('%s=%j is refused', (name, value, message) => {
    expect(() => readGcpConfig({ ...GCP, [name]: value })).toThrow(message);
  });
});
