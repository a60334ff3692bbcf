/** The prefix lengths of the ranges that nodes are given: by default, or so that there are eight of each family. */
export const maskSizes = ({ hasFewRanges }: { readonly hasFewRanges: boolean }) =>
  hasFewRanges ? { ipv4: 19, ipv6: 51 } : { ipv4: 24, ipv6: 64 };

export function maskSettings(setup: { readonly hasFewRanges: boolean }): Record<string, string> {
  const { ipv4, ipv6 } = maskSizes(setup);
  return { NODE_CIDR_MASK_SIZE_IPV4: `${ipv4}`, NODE_CIDR_MASK_SIZE_IPV6: `${ipv6}` };
}
