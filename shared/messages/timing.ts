/**
 * The numbers of a message's way that depend on each other. Derived ones are expressions, so that a change of one shows here
 * what moves with it; the stack, the functions, the alarms and the tools read them, and a test holds the sentences of docs/ to
 * them. Seconds, unless a name says otherwise.
 */

// What SQS allows. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html

/** Entries of one call that sends, deletes, hides or receives messages. */
export const SQS_MAX_ENTRIES = 10;
/** Receives that a redrive policy counts at most. */
export const SQS_MAX_RECEIVE_COUNT = 1000;
/** SQS hides a message for 12 h from its receive at most: a little less, because the receive was a while ago. */
export const MAX_HIDDEN_SECONDS = 43_000;
/** The longest that SQS keeps a message. */
export const RETENTION_DAYS = 14;

/** Age from which Customer.io stores an event and starts no campaign. @see https://docs.customer.io/journeys/importing-old-data */
export const CAMPAIGN_HOURS = 72;

// One webhook.

/** Purchasely waits ten seconds: what is left of them once `receive` has verified and stored the webhook. */
export const MAX_RELAY_SECONDS = 8;

// One batch.

/** Twelve requests to Customer.io, side by side: fifty webhooks become the hundred operations that fit into one. */
export const BATCH_SIZE = 600;
/** How long Lambda collects them, unless a stage says otherwise. More than ten need a window. */
export const BATCHING_WINDOW_SECONDS = 7;

/** Time of `deliver` for one batch, with a request to Customer.io that is split or tried again. */
export const DELIVER_TIMEOUT_SECONDS = 30;
/** Kept back from Customer.io for settling with SQS. */
export const SETTLING_SECONDS = 8;
/** Of one request. Customer.io's own clients stop waiting after ten seconds too. */
export const MAX_REQUEST_SECONDS = 10;
/** With less than this left a request would time out on a slow day, and say nothing about Customer.io. */
export const MIN_REQUEST_SECONDS = 2;

/**
 * How long a message is hidden that `deliver` has taken and not put back. Six times the timeout, as AWS advises: time for
 * Lambda to try again when it cannot start the function at once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const VISIBILITY_SECONDS = 6 * DELIVER_TIMEOUT_SECONDS;

// The wait between two attempts.

/** Ceiling of the first wait: a passing fault is over within a few seconds. */
export const BACKOFF_BASE_SECONDS = 5;
/** Ceiling of every later wait: when Customer.io is back, the backlog notices within it and what a circuit adds. */
export const BACKOFF_CAP_SECONDS = 900;

/** The longest first time that a circuit is open. Every further failure doubles it. */
export const CIRCUIT_BASE_SECONDS = 5;
/** The longest of all: a request or two a minute do no harm, and soon notice that Customer.io is back. */
export const CIRCUIT_CAP_SECONDS = 60;

/** When Customer.io is back, what waits has come by then, unless Customer.io has asked for longer. */
export const LONGEST_WAIT_SECONDS = BACKOFF_CAP_SECONDS + CIRCUIT_CAP_SECONDS;

// The widget of dead letters on the dashboard.

/** Time of one call, for which a person waits. */
export const WIDGET_TIMEOUT_SECONDS = 30;
/** Time that dead letters stay hidden if the widget dies at work: until it is certainly dead. */
export const WIDGET_HIDDEN_SECONDS = WIDGET_TIMEOUT_SECONDS + 10;

// Times of the alarms.

/** Time that an alarm about failed attempts stays on: the next attempt comes before its end. A multiple of five minutes. */
export const RETRY_ALARM_SECONDS = 300 * Math.ceil(LONGEST_WAIT_SECONDS / 300);
/** Of 120,000 messages that a standard queue has in flight at most, hidden ones included. */
export const SQS_IN_FLIGHT_ALARM = 100_000;
/** An event that has waited for longer is delayed. */
export const DELAYED_SECONDS = 600;
/** An event that has waited for longer is stuck: by default it would be a dead letter by now. */
export const STUCK_SECONDS = 86_400;
