# From the lab "Provisioning Pod Network Routes" of Kubernetes the Hard Way, unchanged.
for i in 0 1 2; do
  instance_id="$(aws ec2 describe-instances \
    --filters \
      Name=vpc-id,Values="$VPC_ID" \
      Name=tag:Name,Values="worker-$i" \
    --profile kubernetes-the-hard-way \
    --query 'Reservations[0].Instances[0].InstanceId' \
    --output text)"

  instance_ud="$(aws ec2 describe-instance-attribute \
    --instance-id "$instance_id" \
    --attribute userData \
    --profile kubernetes-the-hard-way \
    --query UserData.Value \
    --output text|base64 --decode)"

  pod_cidr="$(echo "$instance_ud"|tr '|' '\n'|grep '^pod-cidr='|cut -d= -f2)"

  aws ec2 create-route \
    --route-table-id "$ROUTE_TABLE_ID" \
    --destination-cidr-block "$pod_cidr" \
    --instance-id "$instance_id" \
    --profile kubernetes-the-hard-way
done
