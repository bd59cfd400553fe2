/** How long the backend of the benchmark takes, in milliseconds: what a quick one does that looks something up. */
export const BACKEND_MS = 20;
