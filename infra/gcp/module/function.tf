locals {
  # A release has the function beside the module; in the repository `npm run build` makes it.
  released = "${path.module}/../function"
  built    = coalesce(var.source_dir, fileexists("${local.released}/index.mjs") ? local.released : "${path.module}/../../../dist/gcp")
}

# The platform installs its one dependency, the functions framework.
data "archive_file" "function" {
  type        = "zip"
  source_dir  = local.built
  output_path = "${path.module}/.build/${local.name}.zip"
}

resource "google_storage_bucket" "source" {
  project                     = var.project
  name                        = "${replace(var.project, "/[.:]/", "-")}-podroutes-${local.id}"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
  depends_on                  = [google_project_service.needed]
}

resource "google_storage_bucket_object" "source" {
  bucket = google_storage_bucket.source.name
  name   = "function-${data.archive_file.function.output_md5}.zip"
  source = data.archive_file.function.output_path
}

resource "google_cloudfunctions2_function" "pod_routes" {
  project     = var.project
  name        = local.name
  location    = var.region
  description = "Keeps the pod routes of the cluster ${var.cluster_name}."

  build_config {
    runtime         = "nodejs24"
    entry_point     = "podRoutes"
    service_account = google_service_account.build.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    # One instance, so that reconciles never overlap; the events that come together share one.
    max_instance_count               = 1
    max_instance_request_concurrency = 1000
    available_cpu                    = "1"
    available_memory                 = "256Mi"
    # Longer than an operation on routes is waited for, shorter than Pub/Sub's acknowledgement deadline (600 s).
    timeout_seconds       = 540
    ingress_settings      = var.ingress
    service_account_email = google_service_account.function.email

    environment_variables = {
      CLUSTER_NAME         = var.cluster_name
      CLUSTER_CIDR         = var.cluster_cidr
      GOOGLE_CLOUD_PROJECT = var.project
      NETWORK              = local.network
      NETWORK_PROJECT      = local.network_project
      # Empty: the function's own defaults.
      NODE_CIDR_MASK_SIZE_IPV4 = var.node_cidr_mask_size_ipv4 == null ? "" : tostring(var.node_cidr_mask_size_ipv4)
      NODE_CIDR_MASK_SIZE_IPV6 = var.node_cidr_mask_size_ipv6 == null ? "" : tostring(var.node_cidr_mask_size_ipv6)
    }
  }

  depends_on = [google_project_iam_member.build, google_project_service.needed]
}
