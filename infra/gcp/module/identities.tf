# One identity for each job, none with more than it needs.

resource "google_service_account" "function" {
  project      = var.project
  account_id   = "podroutes-function-${local.id}"
  display_name = "podroutes of ${var.cluster_name}: reads instances, writes routes"
  depends_on   = [google_project_service.needed]
}

resource "google_service_account" "triggers" {
  project      = var.project
  account_id   = "podroutes-triggers-${local.id}"
  display_name = "podroutes of ${var.cluster_name}: delivers events to the function"
  depends_on   = [google_project_service.needed]
}

resource "google_service_account" "scheduler" {
  project      = var.project
  account_id   = "podroutes-scheduler-${local.id}"
  display_name = "podroutes of ${var.cluster_name}: calls the function on schedule"
  depends_on   = [google_project_service.needed]
}

resource "google_service_account" "build" {
  project      = var.project
  account_id   = "podroutes-build-${local.id}"
  display_name = "podroutes of ${var.cluster_name}: builds the function"
  depends_on   = [google_project_service.needed]
}

# The function reads instances where they are...
resource "google_project_iam_custom_role" "nodes" {
  project     = var.project
  role_id     = "podroutes_nodes_${local.id}"
  title       = "podroutes nodes (${var.cluster_name})"
  description = "Lists instances and their metadata."
  permissions = ["compute.instances.list"]
}

# ...and writes routes where the network is, which with a Shared VPC is another project.
resource "google_project_iam_custom_role" "routes" {
  project     = local.network_project
  role_id     = "podroutes_routes_${local.id}"
  title       = "podroutes routes (${var.cluster_name})"
  description = "Reads, makes and deletes routes."
  permissions = [
    "compute.globalOperations.get",
    "compute.networks.updatePolicy",
    "compute.routes.create",
    "compute.routes.delete",
    "compute.routes.get",
    "compute.routes.list",
  ]
}

# ...and tells nodes that ask for a range, where that is wanted: whoever may set metadata can also put SSH keys and start-up
# scripts on every instance of the project.
resource "google_project_iam_custom_role" "telling" {
  count = var.allocate ? 1 : 0

  project     = var.project
  role_id     = "podroutes_telling_${local.id}"
  title       = "podroutes telling (${var.cluster_name})"
  description = "Reads and sets the metadata of instances."
  permissions = ["compute.instances.get", "compute.instances.setMetadata", "compute.zoneOperations.get"]
}

resource "google_project_iam_member" "function_telling" {
  count = var.allocate ? 1 : 0

  project = var.project
  role    = google_project_iam_custom_role.telling[0].id
  member  = google_service_account.function.member
}

# Compute Engine asks for it of who sets the metadata of an instance that runs as a service account.
resource "google_service_account_iam_member" "function_acts_as_nodes" {
  for_each = var.allocate ? toset(var.node_service_accounts) : []

  service_account_id = "projects/${var.project}/serviceAccounts/${each.key}"
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.function.member
}

resource "google_project_iam_member" "function_nodes" {
  project = var.project
  role    = google_project_iam_custom_role.nodes.id
  member  = google_service_account.function.member
}

resource "google_project_iam_member" "function_routes" {
  project = local.network_project
  role    = google_project_iam_custom_role.routes.id
  member  = google_service_account.function.member
}

resource "google_project_iam_member" "triggers_receive" {
  project = var.project
  role    = "roles/eventarc.eventReceiver"
  member  = google_service_account.triggers.member
}

resource "google_project_iam_member" "build" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter", "roles/storage.objectViewer"])

  project = var.project
  role    = each.key
  member  = google_service_account.build.member
}

# Nobody else may call the function.
resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = {
    triggers  = google_service_account.triggers.member
    scheduler = google_service_account.scheduler.member
  }

  project  = var.project
  location = var.region
  name     = local.service
  role     = "roles/run.invoker"
  member   = each.value
}
