import { expect, test } from 'vitest';
import { compileFilter } from '../../../../infra/local/gce/query/filter.ts';

const resource = {
  name: 'worker-0',
  network: 'https://www.googleapis.com/compute/v1/projects/p/global/networks/kubernetes-the-hard-way',
  priority: 1000,
  canIpForward: true,
  tags: { items: ['a', 'worker'] },
  labels: { owner: 'me' },
};

test.each([
  String.raw`network eq ".*\bkubernetes\-the\-hard\-way\b.*"`,
  String.raw`(network eq ".*\bkubernetes\-the\-hard\-way\b.*") (name eq "worker-.*")`,
  'name eq worker-0',
  'name eq (worker|controller)-[0-9]',
  'name ne "worker"',
  "name eq 'work.*'",
  'name = worker-0',
  'name="worker-0"',
  'name != worker-1',
  `network = "${resource.network}"`,
  `network=${resource.network}`,
  'network:kubernetes-the-hard-way',
  'name:work AND priority = 1000',
  '(name = x) OR (name = worker-0)',
  'name = x OR name = worker-0 AND priority > 999',
  'priority <= 1000',
  'canIpForward = true',
  'tags.items:worker',
  'labels.owner:*',
  'NOT name = x',
  '  ',
])('%s matches', (filter) => {
  expect(filter.trim() === '' || compileFilter(filter)(resource)).toBe(true);
});

test.each([
  'name eq worker',
  String.raw`network eq "\bkubernetes\b"`,
  'name = worker',
  'name ne worker-0',
  'name = worker-0 AND priority = 1',
  'name = worker-0 OR name = x AND priority = 1',
  'labels.nobody:*',
  'missing = x',
  'NOT (name = worker-0)',
])('%s does not match', (filter) => {
  expect(compileFilter(filter)(resource)).toBe(false);
});

test.each([
  'name',
  'name =',
  '= x',
  '(name = x',
  'name = x)',
  'name eq "("',
  'name ~ x',
  'name = "x',
  'priority > many',
])('%s is refused', (filter) => {
  expect(() => compileFilter(filter)).toThrow("Invalid value for field 'filter'");
});
