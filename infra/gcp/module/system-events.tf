# What Compute Engine does by itself is in a log that Eventarc does not offer: log sink -> topic -> trigger.
locals {
  system_methods = [
    "compute.instances.preempted",
    "compute.instances.hostError",
    "compute.instances.guestTerminate",
    "compute.instances.automaticRestart",
    "compute.instances.repair.recreateInstance",
  ]
}

resource "google_pubsub_topic" "system_events" {
  project    = var.project
  name       = "${local.name}-system-events"
  depends_on = [google_project_service.needed]
}

resource "google_logging_project_sink" "system_events" {
  project                = var.project
  name                   = "${local.name}-system-events"
  destination            = "pubsub.googleapis.com/${google_pubsub_topic.system_events.id}"
  unique_writer_identity = true

  filter = <<-EOT
    log_id("cloudaudit.googleapis.com/system_event")
    protoPayload.serviceName="compute.googleapis.com"
    protoPayload.methodName=(${join(" OR ", formatlist("\"%s\"", local.system_methods))})
  EOT
}

resource "google_pubsub_topic_iam_member" "sink_publishes" {
  project = var.project
  topic   = google_pubsub_topic.system_events.id
  role    = "roles/pubsub.publisher"
  member  = google_logging_project_sink.system_events.writer_identity
}

resource "google_eventarc_trigger" "system_events" {
  project                 = var.project
  name                    = "${local.name}-system-events"
  location                = var.region
  service_account         = google_service_account.triggers.email
  event_data_content_type = "application/json"

  matching_criteria {
    attribute = "type"
    value     = "google.cloud.pubsub.topic.v1.messagePublished"
  }

  transport {
    pubsub {
      topic = google_pubsub_topic.system_events.id
    }
  }

  destination {
    cloud_run_service {
      service = local.service
      region  = var.region
    }
  }

  depends_on = [google_cloud_run_v2_service_iam_member.invokers]
}
