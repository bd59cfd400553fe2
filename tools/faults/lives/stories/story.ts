import type { App } from '../apps.ts';
import type { Chronicle } from '../chronicle.ts';

/** Tells what somebody in an app goes through, until the story or the time is over. */
export type Story = (chronicle: Chronicle, app: App) => void;
