# One cluster. For several: examples/clusters.
module "podroutes" {
  source = "./module"

  project      = var.project
  region       = var.region
  cluster_name = var.cluster_name
  cluster_cidr = var.cluster_cidr

  network                  = var.network
  network_project          = var.network_project
  allocate                 = var.allocate
  node_service_accounts    = var.node_service_accounts
  node_cidr_mask_size_ipv4 = var.node_cidr_mask_size_ipv4
  node_cidr_mask_size_ipv6 = var.node_cidr_mask_size_ipv6
  schedule                 = var.schedule
  silence_hours            = var.silence_hours
  trigger_location         = var.trigger_location
  ingress                  = var.ingress
  notification_channels    = var.notification_channels
  attach_dead_letters      = var.attach_dead_letters
  source_dir               = var.source_dir
}
