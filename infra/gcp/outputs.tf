output "function_uri" {
  description = "Where the function listens, for callers with the invoker role."
  value       = module.podroutes.function_uri
}

output "service_accounts" {
  description = "Who runs what."
  value       = module.podroutes.service_accounts
}

output "resync_now" {
  description = "Looks at everything and repairs it, now."
  value       = module.podroutes.resync_now
}

output "logs" {
  description = "What the function decided in the last hour."
  value       = module.podroutes.logs
}

output "dead_letters" {
  description = "The events that were given up, if there are any."
  value       = module.podroutes.dead_letters
}

output "dashboard" {
  description = "The dashboard in the console."
  value       = module.podroutes.dashboard
}
