# Workers from one instance template, each of which gets its range from podroutes (deployed with allocate = true).

terraform {
  required_version = ">= 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.13, < 9.0"
    }
  }
}

variable "image" {
  type        = string
  description = "The workers' image, with containerd, kubelet, kube-proxy, curl and the CNI plugins."
}

variable "machine_type" {
  type    = string
  default = "e2-small"
}

variable "subnet" {
  type        = string
  description = "The workers' subnet, as projects/PROJECT/regions/REGION/subnetworks/NAME."
}

variable "zone" {
  type = string
}

resource "google_compute_instance_template" "worker" {
  name_prefix    = "worker-"
  machine_type   = var.machine_type
  can_ip_forward = true
  tags           = ["worker"]

  disk {
    source_image = var.image
    boot         = true
  }

  network_interface {
    subnetwork = var.subnet
  }

  metadata = {
    pod-cidr = "auto"
    startup-script = templatefile("${path.module}/../boot.sh.tftpl", {
      pod_cidr = trimsuffix(file("${path.module}/../../node/pod-cidr"), "\n")
    })
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_instance_group_manager" "workers" {
  name               = "workers"
  base_instance_name = "worker"
  zone               = var.zone
  target_size        = 3

  version {
    instance_template = google_compute_instance_template.worker.self_link_unique
  }

  # A new instance for each old one. REFRESH would write the template's metadata over that of a running node, and its range with it.
  update_policy {
    type                  = "PROACTIVE"
    minimal_action        = "REPLACE"
    max_surge_fixed       = 1
    max_unavailable_fixed = 0
  }
}
