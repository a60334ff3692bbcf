# `terraform test` plans and applies everything against mocked providers: no cloud, no credentials.

mock_provider "archive" {}

mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      email  = "podroutes@my-project-123.iam.gserviceaccount.com"
      member = "serviceAccount:podroutes@my-project-123.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_logging_project_sink" {
    defaults = { writer_identity = "serviceAccount:sink@gcp-sa-logging.iam.gserviceaccount.com" }
  }

  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = {
        service = "projects/my-project-123/locations/us-west1/services/podroutes-lab"
        uri     = "https://podroutes-lab-abc-uw.a.run.app"
      }
    }
  }
}

variables {
  source_dir          = "."
  project             = "my-project-123"
  region              = "us-west1"
  cluster_name        = "kubernetes-the-hard-way"
  cluster_cidr        = "10.200.0.0/16"
  attach_dead_letters = false
}

run "only_what_is_needed" {
  assert {
    condition     = google_cloudfunctions2_function.pod_routes.service_config[0].environment_variables.NETWORK == "kubernetes-the-hard-way"
    error_message = "The network should be called as the cluster is."
  }

  assert {
    condition     = google_project_iam_custom_role.routes.project == "my-project-123"
    error_message = "Without a Shared VPC the routes are in the nodes' project."
  }

  assert {
    condition     = length(google_eventarc_trigger.audit) == 14
    error_message = "There should be a trigger for each of seven methods in two versions."
  }

  assert {
    condition     = length(google_project_iam_custom_role.telling) == 0 && length(google_service_account_iam_member.function_acts_as_nodes) == 0
    error_message = "Nobody should be let set metadata unless ranges are given."
  }

  assert {
    condition     = alltrue([for trigger in google_eventarc_trigger.audit : length(trigger.name) <= 63])
    error_message = "Names of triggers have at most 63 characters."
  }

  assert {
    condition     = length(google_monitoring_alert_policy.alerts) == 8
    error_message = "There should be eight alerts."
  }

  assert {
    condition     = jsondecode(base64decode(google_cloud_scheduler_job.resync.http_target[0].body)) == { action = "resync" }
    error_message = "The schedule should ask for a resync."
  }
}

run "ranges_for_nodes_that_ask" {
  variables {
    allocate                 = true
    node_service_accounts    = ["nodes@my-project-123.iam.gserviceaccount.com"]
    node_cidr_mask_size_ipv4 = 25
  }

  assert {
    condition     = google_project_iam_member.function_telling[0].role == google_project_iam_custom_role.telling[0].id
    error_message = "The function should be let set metadata."
  }

  assert {
    condition     = google_service_account_iam_member.function_acts_as_nodes["nodes@my-project-123.iam.gserviceaccount.com"].role == "roles/iam.serviceAccountUser"
    error_message = "The function should be let act as the nodes' service account."
  }

  assert {
    condition     = google_cloudfunctions2_function.pod_routes.service_config[0].environment_variables.NODE_CIDR_MASK_SIZE_IPV4 == "25"
    error_message = "The size of the ranges should reach the function."
  }
}

run "the_longest_names_and_a_shared_vpc" {
  variables {
    cluster_name    = "a23456789-123456789-1234567890"
    cluster_cidr    = "10.200.0.0/16, fd00:10::/48"
    network         = "shared"
    network_project = "my-host-project"
    silence_hours   = 0
  }

  assert {
    condition     = google_project_iam_member.function_routes.project == "my-host-project"
    error_message = "The routes of a Shared VPC are in its host project."
  }

  assert {
    condition     = length(google_cloudfunctions2_function.pod_routes.name) <= 49
    error_message = "Names of Cloud Run services have at most 49 characters."
  }

  assert {
    condition     = alltrue([for trigger in google_eventarc_trigger.audit : length(trigger.name) <= 63])
    error_message = "Names of triggers have at most 63 characters."
  }

  assert {
    condition     = !contains(keys(google_monitoring_alert_policy.alerts), "silence")
    error_message = "silence_hours = 0 should switch that alert off."
  }
}

run "wrong_settings" {
  command = plan

  variables {
    project                  = "My Project"
    region                   = "us-west1-c"
    cluster_name             = "Kubernetes The Hard Way"
    cluster_cidr             = "0.0.0.0/0"
    network                  = "projects/p/global/networks/n"
    network_project          = "123456"
    node_service_accounts    = ["nodes"]
    node_cidr_mask_size_ipv4 = 33
    node_cidr_mask_size_ipv6 = 0
    schedule                 = "every 5 minutes"
    silence_hours            = 0.5
    trigger_location         = "us"
    ingress                  = "ALL"
    notification_channels    = ["me@example.com"]
  }

  expect_failures = [
    var.project, var.region, var.cluster_name, var.cluster_cidr, var.network, var.network_project, var.node_service_accounts,
    var.node_cidr_mask_size_ipv4, var.node_cidr_mask_size_ipv6, var.schedule,
    var.silence_hours, var.trigger_location, var.ingress, var.notification_channels,
  ]
}
