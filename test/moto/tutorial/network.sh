# The lab's network, as the tutorial's earlier labs make it.
CLUSTER=kubernetes-the-hard-way
TAG="{Key=kubernetes.io/cluster/$CLUSTER,Value=shared}"

make() { aws ec2 --profile "$CLUSTER" --output text "$@"; }
tagged() { echo "ResourceType=$1,Tags=[{Key=Name,Value=$CLUSTER},$TAG]"; }

VPC_ID="$(make create-vpc --cidr-block 10.240.0.0/24 --tag-specifications "$(tagged vpc)" --query Vpc.VpcId)"
SUBNET_ID="$(make create-subnet --vpc-id "$VPC_ID" --cidr-block 10.240.0.0/24 \
  --tag-specifications "$(tagged subnet)" --query Subnet.SubnetId)"
GATEWAY_ID="$(make create-internet-gateway --tag-specifications "$(tagged internet-gateway)" \
  --query InternetGateway.InternetGatewayId)"
make attach-internet-gateway --internet-gateway-id "$GATEWAY_ID" --vpc-id "$VPC_ID"
TABLE_ID="$(make create-route-table --vpc-id "$VPC_ID" --tag-specifications "$(tagged route-table)" \
  --query RouteTable.RouteTableId)"
make associate-route-table --route-table-id "$TABLE_ID" --subnet-id "$SUBNET_ID" >/dev/null
make create-route --route-table-id "$TABLE_ID" --destination-cidr-block 0.0.0.0/0 --gateway-id "$GATEWAY_ID" >/dev/null

# boot NAME ADDRESS [POD_CIDR] prints the instance's id.
boot() {
  local id
  id="$(make run-instances --image-id ami-12c6146b --instance-type t3.micro --count 1 --subnet-id "$SUBNET_ID" \
    --private-ip-address "$2" --user-data "name=$1${3:+|pod-cidr=$3}" \
    --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=$1},$TAG]" \
    --query 'Instances[0].InstanceId')"
  make modify-instance-attribute --instance-id "$id" --no-source-dest-check
  echo "$id"
}
