# The function's log lines that are counted: one metric for each.
locals {
  counted = {
    failures    = { message = "^(could not (create|replace|delete) route |left undone)", also = "", means = "Routes that could not be written." }
    conflicts   = { message = "^conflict over ", also = "", means = "Pod CIDRs that two nodes claim, or that a foreign route has." }
    refused     = { message = "^node skipped", also = "jsonPayload.refused=true", means = "Nodes whose pod CIDR is not accepted." }
    unallocated = { message = "^no range is free for node", also = "", means = "Nodes that ask for a range, for which none is free." }
    stopped     = { message = "^resync stopped", also = "", means = "Resyncs that would have deleted most of the routes." }
    reconciled  = { message = "^reconciled", also = "", means = "Reconciles that came to their end." }
  }

  # https://cloud.google.com/monitoring/promql/promql-mapping
  log_metric = {
    for key in keys(local.counted) :
    key => "logging_googleapis_com:user_${replace(local.name, "-", "_")}_${key}{monitored_resource=\"cloud_run_revision\"}"
  }
}

resource "google_logging_metric" "counted" {
  for_each = local.counted

  project     = var.project
  name        = "${local.name}-${each.key}"
  description = each.value.means
  filter      = <<-EOT
    resource.type="cloud_run_revision"
    resource.labels.service_name="${local.service}"
    jsonPayload.message=~"${each.value.message}"
    ${each.value.also}
  EOT

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }
}
