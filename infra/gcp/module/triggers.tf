# Eventarc compares method names exactly, so there is a trigger for each: gcloud and instance groups call v1, the console beta.
locals {
  audit_methods = {
    v1-insert              = "v1.compute.instances.insert"
    v1-bulkinsert          = "v1.compute.instances.bulkInsert"
    v1-delete              = "v1.compute.instances.delete"
    v1-start               = "v1.compute.instances.start"
    v1-stop                = "v1.compute.instances.stop"
    v1-setmetadata         = "v1.compute.instances.setMetadata"
    v1-region-bulkinsert   = "v1.compute.regionInstances.bulkInsert"
    beta-insert            = "beta.compute.instances.insert"
    beta-bulkinsert        = "beta.compute.instances.bulkInsert"
    beta-delete            = "beta.compute.instances.delete"
    beta-start             = "beta.compute.instances.start"
    beta-stop              = "beta.compute.instances.stop"
    beta-setmetadata       = "beta.compute.instances.setMetadata"
    beta-region-bulkinsert = "beta.compute.regionInstances.bulkInsert"
  }
}

resource "google_eventarc_trigger" "audit" {
  for_each = local.audit_methods

  project                 = var.project
  name                    = "${local.name}-${each.key}"
  location                = var.trigger_location
  service_account         = google_service_account.triggers.email
  event_data_content_type = "application/json"

  matching_criteria {
    attribute = "type"
    value     = "google.cloud.audit.log.v1.written"
  }

  matching_criteria {
    attribute = "serviceName"
    value     = "compute.googleapis.com"
  }

  matching_criteria {
    attribute = "methodName"
    value     = each.value
  }

  destination {
    cloud_run_service {
      service = local.service
      region  = var.region
    }
  }

  depends_on = [google_project_iam_member.triggers_receive, google_cloud_run_v2_service_iam_member.invokers]
}
