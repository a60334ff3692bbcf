locals {
  charts = [
    ["Reconciles", "sum(increase(${local.log_metric.reconciled}[5m]))"],
    ["Failed writes", "sum(increase(${local.log_metric.failures}[5m]))"],
    ["Contested pod CIDRs", "sum(increase(${local.log_metric.conflicts}[5m]))"],
    ["Refused nodes", "sum(increase(${local.log_metric.refused}[5m]))"],
    ["Nodes without a range", "sum(increase(${local.log_metric.unallocated}[5m]))"],
    ["Requests by answer", "sum by (response_code) (increase(run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\",service_name=\"${local.service}\"}[5m]))"],
    ["Dead letters", "max(${local.dead_letters})"],
    ["Memory used (share)", "histogram_quantile(0.99, sum by (le) (rate(run_googleapis_com:container_memory_utilizations_bucket{monitored_resource=\"cloud_run_revision\",service_name=\"${local.service}\"}[5m])))"],
  ]
}

resource "google_monitoring_dashboard" "this" {
  project = var.project
  dashboard_json = jsonencode({
    displayName = "podroutes ${var.cluster_name}"
    mosaicLayout = {
      columns = 12
      tiles = concat(
        [for i, chart in local.charts : {
          xPos   = i % 2 * 6
          yPos   = floor(i / 2) * 4
          width  = 6
          height = 4
          widget = {
            title   = chart[0]
            xyChart = { dataSets = [{ plotType = "LINE", timeSeriesQuery = { prometheusQuery = chart[1] } }] }
          }
        }],
        [{
          xPos   = 0
          yPos   = ceil(length(local.charts) / 2) * 4
          width  = 12
          height = 6
          widget = {
            title = "What it decided"
            logsPanel = {
              filter        = "resource.type=\"cloud_run_revision\" resource.labels.service_name=\"${local.service}\" jsonPayload.message:*"
              resourceNames = ["projects/${var.project}"]
            }
          }
        }],
      )
    }
  })

  depends_on = [google_project_service.needed]
}
