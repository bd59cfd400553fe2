/** Time of the backend of the benchmark in milliseconds, as of a fast backend with one query. */
export const BACKEND_MS = 20;
