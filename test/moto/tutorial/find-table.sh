# From the lab "Provisioning Pod Network Routes" of Kubernetes the Hard Way, unchanged.
ROUTE_TABLE_ID="$(aws ec2 describe-route-tables \
  --filters \
    Name=vpc-id,Values="$VPC_ID" \
    Name=tag-key,Values=kubernetes.io/cluster/kubernetes-the-hard-way \
  --profile kubernetes-the-hard-way \
  --query 'RouteTables[0].RouteTableId' \
  --output text)"
