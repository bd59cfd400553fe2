/** The log lines of the functions that queries, tools and runbook look for, by their field `message`. */
export const LOG_MESSAGES = {
  rejected: 'webhook rejected',
  delivered: 'event delivered',
  skipped: 'event skipped',
  adjusted: 'event adjusted to the limits of Customer.io',
  retry: 'event will be tried again',
  deadLettered: 'event dead-lettered',
  notDeadLettered: 'event could not be dead-lettered',
} as const;
