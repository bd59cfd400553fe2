import { cents, type OneTimePurchase, type Subscription } from './purchases.ts';

export type Purchase = Subscription | OneTimePurchase;
export type Attributes = Readonly<Record<string, unknown>>;

/** One event of a purchase, before it has an id and a time. */
export interface PurchaseEvent {
  readonly name: string;
  /** As it is right after the event. */
  readonly purchase: Purchase;
  /** Attributes that only this event carries. */
  readonly more?: Attributes;
  /** The anonymous id whose earlier events become the owner's by this one. */
  readonly claims?: string;
}

/** Events that come beside a lifecycle event, which says more. */
const ECHOES: ReadonlySet<string> = new Set(['ACTIVATE', 'DEACTIVATE']);

export function isEcho({ name }: PurchaseEvent): boolean {
  return ECHOES.has(name);
}

/** Money moved, and nothing else. */
export function isTransaction({ name }: PurchaseEvent): boolean {
  return name === 'TRANSACTION_PROCESSED';
}

export function lifecycle(name: string, purchase: Purchase, more: Attributes = {}): PurchaseEvent {
  const { userId, anonymousId } = purchase.owner;
  const own = userId === undefined || anonymousId === undefined ? {} : { claims: anonymousId };
  return { name, purchase, more, ...own };
}

/** Access begins or goes on, because of the event named. */
export function activate(source: string, purchase: Purchase): PurchaseEvent {
  return { name: 'ACTIVATE', purchase, more: { source_event_name: source } };
}

/** Access ends, because of the event named. */
export function deactivate(source: string, purchase: Purchase): PurchaseEvent {
  return { name: 'DEACTIVATE', purchase, more: { source_event_name: source } };
}

/** Money moves, in the app's currency and back if it is negative; nothing is sent where none does. */
export function transaction(source: string, purchase: Subscription, amount: number): PurchaseEvent[] {
  if (amount === 0) return [];
  const { app, currency } = purchase.owner;
  const more = {
    source_event_name: source,
    amount_in_usd: cents(app.currency === 'usd' ? amount : amount * 1.1),
    [`amount_in_${app.currency}`]: amount,
    // Documented as text and published as a number.
    amount_in_customer_currency: purchase.renewals % 2 === 0 ? amount * currency[1] : String(amount),
  };
  return [{ name: 'TRANSACTION_PROCESSED', purchase, more }];
}
