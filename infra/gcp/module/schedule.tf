# Events are best effort. This repairs whatever they missed, and what somebody changed by hand.
resource "google_cloud_scheduler_job" "resync" {
  project          = var.project
  name             = "${local.name}-resync"
  description      = "Looks at all nodes and routes of ${var.cluster_name} and repairs what differs."
  region           = var.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "600s"

  retry_config {
    retry_count          = 2
    min_backoff_duration = "10s"
  }

  http_target {
    http_method = "POST"
    uri         = local.function_uri
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(jsonencode({ action = "resync" }))

    oidc_token {
      service_account_email = google_service_account.scheduler.email
      audience              = local.function_uri
    }
  }

  depends_on = [google_cloud_run_v2_service_iam_member.invokers]
}
