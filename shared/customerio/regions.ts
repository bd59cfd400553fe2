/** Customer.io's data centres and the origin of the Track API in each. @see https://docs.customer.io/integrations/api/track/ */
export const TRACK_ORIGINS = {
  us: 'https://track.customer.io',
  eu: 'https://track-eu.customer.io',
} as const;

export type Region = keyof typeof TRACK_ORIGINS;
