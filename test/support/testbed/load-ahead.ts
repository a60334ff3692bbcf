/**
 * What the function loads while EC2 answers, or when it is first needed: here each is compiled first, which takes real time and
 * more of it than the reading of claims may, on clocks that jump meanwhile.
 */
export const loadAhead = () =>
  Promise.all([
    import('../../../functions/aws/hooks/complete-lifecycle-action.ts'),
    import('../../../functions/aws/hooks/hook-completer.ts'),
    import('../../../functions/aws/recent/report-without-look.ts'),
    import('../../../functions/aws/telemetry/metrics.ts'),
    import('../../../functions/aws/telemetry/outcomes.ts'),
    import('../../../functions/aws/telemetry/publish-outcomes.ts'),
    import('../../../shared/aws/pod-cidr/user-data/parse-texts.ts'),
    import('../../../shared/aws/pod-cidr/user-data/user-data-parser.ts'),
    import('../../../shared/reconcile/follow-up.ts'),
    import('../../../shared/reconcile/plan/limit-plan.ts'),
    import('../../../shared/reconcile/plan/plan.ts'),
  ]);
