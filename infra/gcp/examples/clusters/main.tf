# Several clusters of one project from one state: each entry of `clusters` makes its own function, identities and triggers.
terraform {
  required_version = ">= 1.5"
}

provider "google" {
  project = var.project
  region  = var.region
}

variable "project" {
  description = "Id of the project that the nodes live in."
  type        = string
}

variable "region" {
  description = "Region of the functions."
  type        = string
}

variable "clusters" {
  description = "The clusters by their names."
  type = map(object({
    cidr    = string
    network = optional(string)
  }))
}

module "podroutes" {
  source   = "../../module"
  for_each = var.clusters

  project      = var.project
  region       = var.region
  cluster_name = each.key
  cluster_cidr = each.value.cidr
  network      = each.value.network
}

output "resync_now" {
  description = "Looks at everything of a cluster and repairs it, now."
  value       = { for name, cluster in module.podroutes : name => cluster.resync_now }
}
