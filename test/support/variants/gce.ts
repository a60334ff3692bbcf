/** Turns the local Compute Engine's unconfirmed behaviours round for a whole run: `LOCAL_GCE_VARIANTS=networkOperations=refused`. */
const variants = process.env['LOCAL_GCE_VARIANTS'];

if (variants !== undefined) {
  const { assumeGceVariants } = await import('../../../infra/local/gcp.ts');
  assumeGceVariants(variants);
}
