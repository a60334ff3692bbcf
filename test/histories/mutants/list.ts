/** A mistake that somebody might make, as a change of the product's source. */
export interface Mutant {
  readonly mistake: string;
  /** Whose histories find it. */
  readonly cloud: 'aws' | 'gcp';
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

const CORE = 'shared/reconcile';

export const MUTANTS: readonly Mutant[] = [
  {
    mistake: 'no route is read again before it is changed',
    cloud: 'aws',
    file: `${CORE}/carry-out.ts`,
    find: 'await reconsider(hands, change);\n    return due === change',
    replace: 'change;\n    return due === change',
  },
  {
    mistake: 'what is read again is not compared',
    cloud: 'aws',
    file: `${CORE}/carry-out.ts`,
    find: 'now !== undefined && leadsTheSameWay(now.hop, before.hop)',
    replace: 'now !== undefined',
  },
  {
    mistake: 'a route is owned when its first address is',
    cloud: 'aws',
    file: `${CORE}/cidr.ts`,
    find: 'a.first <= b.first && b.last <= a.last',
    replace: 'a.first <= b.first',
  },
  {
    mistake: 'deletes on a partial listing',
    cloud: 'gcp',
    file: `${CORE}/plan.ts`,
    find: "snapshot.view !== 'partial' || action === 'create'",
    replace: 'action !== undefined',
  },
  {
    mistake: 'unreachable zones are overlooked',
    cloud: 'gcp',
    file: 'shared/gcp/observe.ts',
    find: 'const partial = listing.unreachable.length > 0;',
    replace: 'const partial = false;',
  },
  {
    mistake: 'no brake',
    cloud: 'aws',
    file: `${CORE}/plan.ts`,
    find: 'if (policy.force || deletions <=',
    replace: 'if (!policy.force || deletions <=',
  },
  {
    mistake: 'the brake holds back launches too',
    cloud: 'gcp',
    file: `${CORE}/plan.ts`,
    find: 'brake !== undefined && change.drift',
    replace: 'brake !== undefined && change !== undefined',
  },
  {
    mistake: 'any CIDR is accepted',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'if (!within(clusterCidrs, parsed.cidr)) {',
    replace: 'if (parsed.cidr === undefined) {',
  },
  {
    mistake: 'ranges of the network itself are accepted',
    cloud: 'gcp',
    file: `${CORE}/claims.ts`,
    find: 'reserved.find((range) => overlaps(range, parsed.cidr))',
    replace: 'reserved.find((range) => range === undefined)',
  },
  {
    mistake: 'overlapping claims are all accepted',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'if (keeper === undefined && rival === undefined) {',
    replace: 'if (keeper === undefined) {',
  },
  {
    mistake: 'a claim may reach into the route of a node in doubt',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'if (keeper === undefined && rival === undefined) {',
    replace: 'if (rival === undefined) {',
  },
  {
    mistake: 'of two claimers the later launched wins',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'return a.launchedAt - b.launchedAt ||',
    replace: 'return b.launchedAt - a.launchedAt ||',
  },
  {
    mistake: 'of two claimers the earlier launched wins, though the other has a route elsewhere',
    cloud: 'aws',
    file: `${CORE}/decide.ts`,
    find: 'claimers?.find((node) => holders.has(node.id)) ?? claimers?.[0]',
    replace: 'claimers?.[0]',
  },
  {
    mistake: 'an appliance’s route is deleted',
    cloud: 'aws',
    file: `${CORE}/decide.ts`,
    find: "case 'appliance':\n",
    replace: "case 'appliance': return settle(route, winner, 'target gone');\n",
  },
  {
    mistake: 'the route of a node in doubt is deleted',
    cloud: 'aws',
    file: `${CORE}/decide.ts`,
    find: "case 'doubtful':\n",
    replace: "case 'doubtful': return settle(route, winner, 'target gone');\n",
  },
  {
    mistake: 'who was not looked up counts as gone',
    cloud: 'aws',
    file: `${CORE}/owner.ts`,
    find: "snapshot.view === 'complete' || missing.has(key)",
    replace: 'key !== undefined',
  },
  {
    mistake: 'a stop counts as an end',
    cloud: 'aws',
    file: 'functions/aws/events/state-change.ts',
    find: "if (state === 'stopping' || state === 'stopped') {",
    replace:
      "if (state === 'stopping') return { kind: 'hint', hint: { instance, says: 'ended', at: 0 } };\n  if (state === 'stopped') {",
  },
  {
    mistake: 'a start is believed to be an end’s undoing',
    cloud: 'gcp',
    file: 'functions/common/wake.ts',
    find: "['changed', 'stopped', 'booting', 'running', 'ended']",
    replace: "['ended', 'changed', 'stopped', 'booting', 'running']",
  },
  {
    mistake: 'propagated routes are ours',
    cloud: 'aws',
    file: 'shared/aws/routes.ts',
    find: "if (route.Origin !== 'CreateRoute')",
    replace: "if (route.Origin === 'CreateRouteTable')",
  },
  {
    mistake: 'interfaces of other accounts are ours',
    cloud: 'aws',
    file: 'shared/aws/routes.ts',
    find: 'account !== undefined && owner !== undefined && account !== owner',
    replace: 'account === undefined && owner === undefined',
  },
  {
    mistake: 'user data read once is never read again',
    cloud: 'aws',
    file: 'shared/aws/claims.ts',
    find: '`${instance.id} ${instance.launchedAt}`',
    replace: '`${instance.id}`',
  },
  {
    mistake: 'of a failed list the pages that came are taken for all',
    cloud: 'aws',
    file: 'shared/aws/pages.ts',
    find: '{ NextToken: next });',
    replace:
      '{ NextToken: next }).catch((error) => { if (pages.length === 0) throw error; return { ...pages[0], NextToken: undefined }; });',
  },
  {
    mistake: 'failures are not handed back',
    cloud: 'aws',
    file: 'functions/aws/causes.ts',
    find: 'return new Set([...causes, ...held]);',
    replace: 'return new Set(held);',
  },
  {
    mistake: 'another cluster’s mark counts as ours',
    cloud: 'gcp',
    file: 'shared/gcp/routes.ts',
    find: 'if (marker?.cluster === config.cluster.name)',
    replace: 'if (marker?.cluster !== undefined)',
  },
  {
    mistake: 'a route is ours by its address, whatever its name and mark',
    cloud: 'gcp',
    file: 'shared/gcp/routes.ts',
    find: 'return byHand ? {} :',
    replace: 'return byHand || route.nextHopIp ? {} :',
  },
  {
    mistake: 'a route of that name in another network is taken for ours',
    cloud: 'gcp',
    file: 'shared/gcp/routes.ts',
    find: 'return name === network && project === networkProject;\n}\n\n/**\n * Ours are',
    replace: 'return name !== "" && project === networkProject && network !== "";\n}\n\n/**\n * Ours are',
  },
  {
    mistake: 'whoever has the address now counts as the owner',
    cloud: 'gcp',
    file: `${CORE}/owner.ts`,
    find: "if (behind !== undefined || route.state === 'blackhole') return { kind: 'gone' };",
    replace:
      "if (behind !== undefined) return byClaim(behind, route);\n      if (route.state === 'blackhole') return { kind: 'gone' };",
  },
  {
    mistake: 'any 409 counts as success',
    cloud: 'gcp',
    file: 'shared/gcp/edits.ts',
    find: "if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;\n    throw",
    replace:
      "if (error instanceof CloudError && error.trouble === 'exists') return;\n    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;\n    throw",
  },
  {
    mistake: 'a duplicate is deleted, whosever it is',
    cloud: 'gcp',
    file: `${CORE}/decide.ts`,
    find: "if (owner.kind === 'claimer' && owner.node.id === winner?.id) {",
    replace: "if (owner.kind === 'claimer') {",
  },
  {
    mistake: 'a duplicate is deleted without a look at the other',
    cloud: 'gcp',
    file: `${CORE}/carry-out.ts`,
    find: "if (change.action !== 'delete' || change.beside === undefined) return true;",
    replace: 'if (change.action) return true;',
  },
  {
    mistake: 'a claim that is refused does not protect the route that stays',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'if (isHeld(bid)) kept.push',
    replace: 'if (!isHeld(bid)) kept.push',
  },
  {
    mistake: 'whatever a node states is quoted in the log',
    cloud: 'aws',
    file: `${CORE}/claims.ts`,
    find: 'return HARMLESS.some((form) => form.test(value)) ?',
    replace: 'return HARMLESS.length > 0 ?',
  },
  {
    mistake: 'what a stopped node states is remembered, not read',
    cloud: 'aws',
    file: 'shared/aws/claims.ts',
    find: "if (seen.instance.life === 'stopped') return undefined;",
    replace: '',
  },
  {
    mistake: 'a propagated route is taken for the one beside it',
    cloud: 'aws',
    file: 'shared/aws/cloud.ts',
    find: "found.find(({ hop }) => hop.kind === 'instance') ?? found[0]",
    replace: 'found[0]',
  },
  {
    mistake: 'a race makes a partial listing change something',
    cloud: 'gcp',
    file: `${CORE}/plan.ts`,
    find: "isAllowed(change) ? { ...change, drift: drift && change.drift } : { do: 'keep' }",
    replace: 'change',
  },
  {
    mistake: 'an end that there was no time for is not handed back',
    cloud: 'aws',
    file: `${CORE}/reconcile.ts`,
    find: 'unreadIn(last.snapshot).length > 0 ? run.untried(last.due.unsure) : []',
    replace: '[]',
  },
  {
    mistake: 'a launch gate opens while the routes are still waited for',
    cloud: 'aws',
    file: 'functions/aws/gate-verdict.ts',
    find: "case 'waiting':\n",
    replace: "case 'waiting': return { do: 'complete', result: 'CONTINUE' };\n",
  },
  {
    mistake: 'what AWS answers is thrown as it is',
    cloud: 'aws',
    file: 'shared/aws/errors.ts',
    find: 'if (!known) return error;',
    replace: "if (code !== '') return error;",
  },
  {
    mistake: 'a list of more than one page counts as one that goes in circles',
    cloud: 'aws',
    file: `${CORE}/tokens.ts`,
    find: 'return isKnown;',
    replace: 'return true;',
  },
  {
    mistake: 'looks again when there is nothing left to do',
    cloud: 'gcp',
    file: `${CORE}/reconcile.ts`,
    find: '+ unreadIn(snapshot).length > 0',
    replace: '+ unreadIn(snapshot).length >= 0',
  },
];
