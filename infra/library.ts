/** The exports of the package `purchasely-customerio`. */

export type * from '../shared/config/define-config.ts';
export { defineConfig } from '../shared/config/define-config.ts';
export { PurchaselyCustomerio, type PurchaselyCustomerioProps } from './purchasely-customerio.ts';
