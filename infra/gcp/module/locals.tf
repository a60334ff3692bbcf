locals {
  name            = "podroutes-${var.cluster_name}"
  network_project = coalesce(var.network_project, var.project)
  network         = coalesce(var.network, var.cluster_name)

  # For names that are too short for the cluster's.
  id = substr(sha1(var.cluster_name), 0, 8)

  function_uri = google_cloudfunctions2_function.pod_routes.service_config[0].uri
  # The function's Cloud Run service: triggers and invokers want its bare name.
  service = basename(google_cloudfunctions2_function.pod_routes.service_config[0].service)

  pubsub_agent = "serviceAccount:service-${google_storage_bucket.source.project_number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}
