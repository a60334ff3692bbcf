# Events that the function never acknowledged, to be read and sent again. The schedule repairs the routes meanwhile.
locals {
  triggers = merge(google_eventarc_trigger.audit, { "system-events" = google_eventarc_trigger.system_events })

  # Known once Eventarc has made them.
  subscriptions = {
    for key, trigger in local.triggers : key => try(trigger.transport[0].pubsub[0].subscription, "")
  }
}

resource "google_pubsub_topic" "dead_letters" {
  project    = var.project
  name       = "${local.name}-dead-letters"
  depends_on = [google_project_service.needed]
}

resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project
  name                       = "${local.name}-dead-letters"
  topic                      = google_pubsub_topic.dead_letters.id
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = "" # never: it is idle as long as all is well
  }
}

resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project
  topic   = google_pubsub_topic.dead_letters.id
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = local.subscriptions

  project      = var.project
  subscription = each.value
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# Eventarc makes the subscriptions, and no resource can change what it does not own. Twenty tries take more than two hours.
resource "terraform_data" "dead_letter_policy" {
  for_each = { for key, subscription in local.subscriptions : key => subscription if var.attach_dead_letters }

  triggers_replace = [each.value, google_pubsub_topic.dead_letters.id]

  provisioner "local-exec" {
    command = join(" ", [
      "gcloud pubsub subscriptions update '${each.value}'",
      "--dead-letter-topic='${google_pubsub_topic.dead_letters.id}'",
      "--max-delivery-attempts=20 --project='${var.project}' --quiet",
    ])
  }

  depends_on = [google_pubsub_topic_iam_member.dead_letters, google_pubsub_subscription_iam_member.dead_letters]
}
