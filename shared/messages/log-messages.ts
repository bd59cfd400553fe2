/** The log lines of the functions that queries, tools and runbook look for, by their field `message`. */
export const LOG_MESSAGES = {
  rejected: 'webhook rejected',
  secretUnread: 'secret could not be read',
  notPostponed: 'event could not be hidden; it comes again sooner',
  relayFailed: 'backend did not take the webhook',
  copyFailed: 'queue did not take its copy of the webhook',
  delivered: 'event delivered',
  skipped: 'event skipped',
  adjusted: 'event adjusted to the limits of Customer.io',
  retry: 'event will be tried again',
  deadLettered: 'event dead-lettered',
  notDeadLettered: 'event could not be dead-lettered',
} as const;
