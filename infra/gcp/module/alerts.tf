# A single failure raises no alert: the next retry repairs it.
locals {
  server_errors = "run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\",service_name=\"${local.service}\",response_code_class=\"5xx\"}"
  dead_letters  = "pubsub_googleapis_com:subscription_num_undelivered_messages{subscription_id=\"${google_pubsub_subscription.dead_letters.name}\"}"

  alerts = merge({
    failures = {
      title = "routes cannot be written"
      query = "sum(increase(${local.log_metric.failures}[15m])) > 1"
      help  = "The function's log names route, reason and remedy: quota, permission, or an error of Compute Engine."
    }
    errors = {
      title = "the function fails"
      query = "sum(increase(${local.server_errors}[15m])) > 2"
      help  = "It cannot read instances or routes, or its settings are wrong. The function's log names the reason."
    }
    conflicts = {
      title = "a pod CIDR is contested"
      query = "sum(increase(${local.log_metric.conflicts}[15m])) > 1"
      help  = "Two nodes claim one range, or a node claims a range that has a foreign route. The function's log names them."
    }
    refused = {
      title = "a pod CIDR is refused"
      query = "sum(increase(${local.log_metric.refused}[15m])) > 1"
      help  = "A node states a pod CIDR that is not accepted, so its pods have no route. The function's log names node and rule; mend its metadata."
    }
    unallocated = {
      title = "no range is free"
      query = "sum(increase(${local.log_metric.unallocated}[15m])) > 1"
      help  = "A node asks for a range and none is free, so its pods have no route. It gets the next that comes free; to have more, add a range to cluster_cidr."
    }
    stopped = {
      title = "a resync stopped itself"
      query = "sum(increase(${local.log_metric.stopped}[15m])) > 0"
      help  = "It would have deleted most of the routes. If that is right, send {\"action\":\"resync\",\"force\":true} to the function."
    }
    dead-letters = {
      title = "events were given up"
      query = "max(${local.dead_letters}) > 0"
      help  = "Pull them from the subscription ${google_pubsub_subscription.dead_letters.name} and read the function's log. The schedule repairs the routes meanwhile."
    }
    },
    var.silence_hours == 0 ? {} : {
      silence = {
        title = "nothing was reconciled"
        query = "(sum(increase(${local.log_metric.reconciled}[${var.silence_hours}h])) or vector(0)) < 1"
        help  = "Not even by the schedule. Look at the job ${google_cloud_scheduler_job.resync.name} and at the function's log."
      }
    },
  )
}

resource "google_monitoring_alert_policy" "alerts" {
  for_each = local.alerts

  project               = var.project
  display_name          = "podroutes ${var.cluster_name}: ${each.value.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query               = each.value.query
      duration            = each.key == "silence" ? "900s" : "0s"
      evaluation_interval = "60s"
      # A metric of a log is known to Monitoring only some minutes after it is made.
      disable_metric_validation = true
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = each.value.help
  }

  alert_strategy {
    auto_close = "3600s"
  }

  depends_on = [google_logging_metric.counted]
}
