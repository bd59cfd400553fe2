import type { App } from '../apps.ts';
import type { Timeline } from '../timeline.ts';

/** What a subscriber of an app goes through, until the scenario or the time is over. */
export type Scenario = (timeline: Timeline, app: App) => void;
