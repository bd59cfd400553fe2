import type { OneTimeProduct } from './apps.ts';
import type { Draw } from './draw.ts';
import { type Person, personalText } from './person.ts';

/** A consumable or non-consumable that was bought. */
export interface OneTimePurchase {
  readonly kind: 'one-time';
  readonly owner: Person;
  readonly id: string;
  readonly product: OneTimeProduct;
  readonly purchasedAtMs: number;
  readonly transactionId: string;
}

export function newOneTimePurchase(
  draw: Draw,
  owner: Person,
  product: OneTimeProduct,
  atMs: number,
): OneTimePurchase {
  return {
    kind: 'one-time',
    owner,
    id: `otp_${personalText(draw, 26)}`,
    product,
    purchasedAtMs: Math.floor(atMs / 1000) * 1000,
    transactionId: `2000000${personalText(draw, 10)}`,
  };
}
