# One cluster. For several: examples/clusters.
module "podroutes" {
  source = "./module"

  project      = var.project
  region       = var.region
  cluster_name = var.cluster_name
  cluster_cidr = var.cluster_cidr

  network               = var.network
  network_project       = var.network_project
  schedule              = var.schedule
  silence_hours         = var.silence_hours
  trigger_location      = var.trigger_location
  ingress               = var.ingress
  notification_channels = var.notification_channels
  attach_dead_letters   = var.attach_dead_letters
  source_dir            = var.source_dir
}
