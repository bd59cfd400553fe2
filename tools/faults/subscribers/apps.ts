/** An app at Purchasely: a connection of the campaign, and what is sold in it. */
export interface App {
  readonly connection: 'cinema' | 'press';
  readonly bundleId: string;
  /** Purchasely's "default integration currency": part of the names of its price attributes. */
  readonly currency: 'eur' | 'usd';
  /** Those named more than once are bought more often. */
  readonly plans: readonly [Plan, ...Plan[]];
  readonly changes: { readonly lower: Plan; readonly higher: Plan; readonly beside: Plan };
  /** Paid by the month, bound for twelve. */
  readonly commitment: Plan;
  readonly consumable: OneTimeProduct;
  readonly nonConsumable: OneTimeProduct;
}

export interface Plan {
  readonly plan: string;
  readonly product: string;
  readonly storeProductId: string;
  readonly period: 'week' | 'month' | 'year';
  /** Regular price in the app's currency, VAT included. */
  readonly price: number;
}

export interface OneTimeProduct extends Omit<Plan, 'period'> {
  readonly purchaseType: 'CONSUMABLE' | 'NON_CONSUMABLE';
}

// Ids are free text in Purchasely's console, so not all of them are plain.
const plus = { product: 'CINEMA_PLUS', storeProductId: 'app.example.cinema.plus' };
const WEEKLY: Plan = { ...plus, plan: 'CINEMA_PLUS_WEEKLY', period: 'week', price: 2.99 };
const MONTHLY: Plan = { ...plus, plan: 'CINEMA_PLUS_MONTHLY', period: 'month', price: 9.99 };
const YEARLY: Plan = { ...plus, plan: 'CINEMA_PLUS_YEARLY', period: 'year', price: 79.99 };
const SUMMER: Plan = {
  plan: 'CINÉ_ÉTÉ_SEMAINE 🎬',
  product: 'CINÉ_ÉTÉ',
  storeProductId: 'app.example.cinema.ete',
  period: 'week',
  price: 1.99,
};
const FILMS: Plan = {
  plan: '映画プラス_週間',
  product: '映画プラス',
  storeProductId: 'app.example.cinema.jp',
  period: 'week',
  price: 3.49,
};

export const CINEMA: App = {
  connection: 'cinema',
  bundleId: 'app.example.cinema',
  currency: 'eur',
  plans: [WEEKLY, WEEKLY, WEEKLY, MONTHLY, YEARLY, SUMMER, FILMS],
  changes: { lower: WEEKLY, higher: YEARLY, beside: SUMMER },
  commitment: { ...MONTHLY, plan: 'CINEMA_PLUS_YEARLY_COMMITTED', price: 7.99 },
  consumable: {
    plan: 'CINEMA_CREDITS_10',
    product: 'CINEMA_CREDITS',
    storeProductId: 'app.example.cinema.credits10',
    price: 4.99,
    purchaseType: 'CONSUMABLE',
  },
  nonConsumable: {
    plan: 'CINEMA_LIFETIME_PASS',
    product: 'CINEMA_LIFETIME',
    storeProductId: 'app.example.cinema.lifetime',
    price: 199,
    purchaseType: 'NON_CONSUMABLE',
  },
};

const matin = { product: 'LE_MATIN', storeProductId: 'app.example.press.matin' };
const HEBDO: Plan = { ...matin, plan: 'LE_MATIN_HEBDO', period: 'week', price: 4.5 };
const MENSUEL: Plan = { ...matin, plan: 'LE_MATIN_MENSUEL', period: 'month', price: 14.9 };
const ANNUEL: Plan = { ...matin, plan: 'LE_MATIN_ANNUEL', period: 'year', price: 149 };
const WEEKEND: Plan = {
  plan: 'Über & „Süß“ <Wochenende>',
  product: 'Zeitung/Kiosk',
  storeProductId: 'app.example.press.we',
  period: 'week',
  price: 0.99,
};

export const PRESS: App = {
  connection: 'press',
  bundleId: 'app.example.press',
  currency: 'usd',
  plans: [HEBDO, HEBDO, MENSUEL, ANNUEL, WEEKEND],
  changes: { lower: HEBDO, higher: MENSUEL, beside: WEEKEND },
  commitment: { ...MENSUEL, plan: 'LE_MATIN_ENGAGEMENT', price: 11.9 },
  consumable: {
    plan: 'NUMÉRO_DU_JOUR',
    product: 'NUMÉRO',
    storeProductId: 'app.example.press.numero',
    price: 1.2,
    purchaseType: 'CONSUMABLE',
  },
  nonConsumable: {
    plan: 'ARCHIVES_1944–1999',
    product: 'ARCHIVES',
    storeProductId: 'app.example.press.archives',
    price: 89,
    purchaseType: 'NON_CONSUMABLE',
  },
};
