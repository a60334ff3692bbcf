variable "project" {
  description = "Id of the project that the nodes live in. The function is deployed there too."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be a project id like my-project-123, not its name or number."
  }
}

variable "region" {
  description = "Region of the function, its schedule and its source bucket. The nodes may be in any region."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region like us-west1, not a zone."
  }
}

variable "cluster_name" {
  description = "Name of the cluster. It marks the routes that are ours, and names what is created here."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", var.cluster_name))
    error_message = "cluster_name must be at most 30 small letters, digits and dashes, like kubernetes-the-hard-way."
  }
}

variable "cluster_cidr" {
  description = "Range or ranges that pod CIDRs come from, comma separated, IPv4 and IPv6."
  type        = string

  validation {
    condition = alltrue([
      for range in split(",", var.cluster_cidr) : can(cidrhost(trimspace(range), 0)) && !endswith(trimspace(range), "/0")
    ])
    error_message = "cluster_cidr must be a CIDR like 10.200.0.0/16, or several with commas between them, and not everything (/0)."
  }
}

variable "network" {
  description = "VPC network of the nodes. By default it is called as the cluster is."
  type        = string
  default     = null

  validation {
    condition     = var.network == null ? true : can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.network))
    error_message = "network must be the name of a VPC network like kubernetes-the-hard-way, not a link."
  }
}

variable "network_project" {
  description = "Host project of a Shared VPC, which then holds the routes. By default the nodes' project."
  type        = string
  default     = null

  validation {
    condition     = var.network_project == null ? true : can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.network_project))
    error_message = "network_project must be a project id like my-host-project, not its name or number."
  }
}

variable "allocate" {
  description = "Tell nodes their range that ask for one (metadata pod-cidr=auto). Lets the function set the metadata of every instance of the project."
  type        = bool
  default     = false
}

variable "node_service_accounts" {
  description = "The service accounts, by e-mail, that nodes run as which ask for a range: the function has to act as them to set their metadata."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.node_service_accounts : can(regex("^[^@\\s/]+@[a-z0-9.-]+\\.gserviceaccount\\.com$", account))])
    error_message = "node_service_accounts must look like nodes@my-project-123.iam.gserviceaccount.com."
  }
}

variable "node_cidr_mask_size_ipv4" {
  description = "Prefix length of the IPv4 ranges that nodes are given. By default 24."
  type        = number
  default     = null

  validation {
    condition     = var.node_cidr_mask_size_ipv4 == null ? true : contains(range(1, 33), var.node_cidr_mask_size_ipv4)
    error_message = "node_cidr_mask_size_ipv4 must be a prefix length like 24."
  }
}

variable "node_cidr_mask_size_ipv6" {
  description = "Prefix length of the IPv6 ranges that nodes are given. By default 64."
  type        = number
  default     = null

  validation {
    condition     = var.node_cidr_mask_size_ipv6 == null ? true : contains(range(1, 129), var.node_cidr_mask_size_ipv6)
    error_message = "node_cidr_mask_size_ipv6 must be a prefix length like 64."
  }
}

variable "schedule" {
  description = "When to look at everything and repair it, as a cron expression in UTC."
  type        = string
  default     = "*/5 * * * *"

  validation {
    condition     = can(regex("^\\S+( \\S+){4}$", var.schedule))
    error_message = "schedule must be a cron expression of five fields like */5 * * * *."
  }
}

variable "silence_hours" {
  description = "Alert when nothing was reconciled for so many hours; 0 never does. Longer than the schedule's longest pause."
  type        = number
  default     = 1

  validation {
    condition     = var.silence_hours >= 0 && var.silence_hours <= 24 && floor(var.silence_hours) == var.silence_hours
    error_message = "silence_hours must be a whole number from 0 to 24."
  }
}

variable "trigger_location" {
  description = "Location of the audit-log triggers: global for nodes in any region, or the one region that has them all."
  type        = string
  default     = "global"

  validation {
    condition     = var.trigger_location == "global" || can(regex("^[a-z]+-[a-z]+[0-9]+$", var.trigger_location))
    error_message = "trigger_location must be global or a region like us-west1."
  }
}

variable "ingress" {
  description = "Who reaches the function at all. Triggers and schedule are internal; ALLOW_ALL lets people with the invoker role call it from anywhere."
  type        = string
  default     = "ALLOW_INTERNAL_ONLY"

  validation {
    condition     = contains(["ALLOW_INTERNAL_ONLY", "ALLOW_ALL"], var.ingress)
    error_message = "ingress must be ALLOW_INTERNAL_ONLY or ALLOW_ALL."
  }
}

variable "notification_channels" {
  description = "Monitoring channels that hear of alerts, such as projects/P/notificationChannels/123."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "notification_channels must look like projects/my-project-123/notificationChannels/1234567890."
  }
}

variable "attach_dead_letters" {
  description = "Give the triggers' subscriptions a dead-letter topic. Eventarc owns them, so this calls gcloud; false does without."
  type        = bool
  default     = true
}

variable "source_dir" {
  description = "Folder of the built function, where it is neither beside the module, as in a release, nor in dist/gcp of the repository."
  type        = string
  default     = null
}
