terraform {
  required_version = ">= 1.5"
}

provider "google" {
  project = var.project
  region  = var.region
}
