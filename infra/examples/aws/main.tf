# Workers from one launch template, each of which gets its range from podroutes (deployed with allocate=true).

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

variable "image_id" {
  type        = string
  description = "The workers' image, with containerd, kubelet, kube-proxy, curl and the CNI plugins."
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

resource "aws_launch_template" "worker" {
  name                   = "worker"
  image_id               = var.image_id
  instance_type          = var.instance_type
  vpc_security_group_ids = var.security_group_ids

  user_data = base64encode(templatefile("${path.module}/../boot.sh.tftpl", {
    pod_cidr = trimsuffix(file("${path.module}/../../node/pod-cidr"), "\n")
  }))

  # The tags are in the metadata, so that the instances need no role.
  metadata_options {
    http_endpoint          = "enabled"
    http_tokens            = "required"
    instance_metadata_tags = "enabled"
  }
}

resource "aws_autoscaling_group" "workers" {
  name                = "workers"
  min_size            = 3
  max_size            = 10
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.worker.id
    version = aws_launch_template.worker.latest_version
  }

  # Made with the group, unlike an aws_autoscaling_lifecycle_hook, so that the first instances wait as well.
  initial_lifecycle_hook {
    name                 = "podroutes-launch"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
    heartbeat_timeout    = 1800
    default_result       = "ABANDON"
  }

  tag {
    key                 = "Name"
    value               = "worker"
    propagate_at_launch = true
  }

  tag {
    key                 = "pod-cidr"
    value               = "auto"
    propagate_at_launch = true
  }

  # The new one first: it has a range of its own.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 110
    }
  }
}
