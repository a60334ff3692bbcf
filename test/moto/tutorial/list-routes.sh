# From the lab "Provisioning Pod Network Routes" of Kubernetes the Hard Way, unchanged.
aws ec2 describe-route-tables \
  --route-table-id "$ROUTE_TABLE_ID" \
  --profile kubernetes-the-hard-way \
  --query 'RouteTables[0].Routes[]|sort_by(@, &DestinationCidrBlock)[].[InstanceId,DestinationCidrBlock,GatewayId]' \
  --output table
