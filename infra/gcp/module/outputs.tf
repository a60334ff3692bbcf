output "function_uri" {
  description = "Where the function listens, for callers with the invoker role."
  value       = local.function_uri
}

output "service_accounts" {
  description = "Who runs what."
  value = {
    function  = google_service_account.function.email
    triggers  = google_service_account.triggers.email
    scheduler = google_service_account.scheduler.email
    build     = google_service_account.build.email
  }
}

output "resync_now" {
  description = "Looks at everything and repairs it, now."
  value       = "gcloud scheduler jobs run ${google_cloud_scheduler_job.resync.name} --location=${var.region} --project=${var.project}"
}

output "logs" {
  description = "What the function decided in the last hour."
  value       = "gcloud logging read 'resource.type=\"cloud_run_revision\" resource.labels.service_name=\"${local.service}\"' --project=${var.project} --freshness=1h"
}

output "dead_letters" {
  description = "The events that were given up, if there are any."
  value       = "gcloud pubsub subscriptions pull ${google_pubsub_subscription.dead_letters.name} --project=${var.project} --limit=10"
}

output "dashboard" {
  description = "The dashboard in the console."
  value       = "https://console.cloud.google.com/monitoring/dashboards/builder/${basename(google_monitoring_dashboard.this.id)}?project=${var.project}"
}
