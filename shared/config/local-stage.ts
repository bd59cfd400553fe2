/** The stage that runs on this machine, and is deployed nowhere. */
export const LOCAL_STAGE = 'local';
