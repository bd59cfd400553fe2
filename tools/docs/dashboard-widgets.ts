import { isObject } from '../../shared/is-object.ts';
import { resolve, type World } from '../local/template/intrinsics.ts';

/** A widget of a dashboard, on a grid of 24 columns. */
export interface DashboardWidget {
  readonly type: 'alarm' | 'text' | 'metric' | 'custom';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    /** For a text. */
    readonly markdown?: string;
    /** ARNs, for an alarm status. */
    readonly alarms?: readonly string[];
    /** Each has namespace, name, pairs of dimensions and a rendering, or for an expression only the rendering. */
    readonly metrics?: readonly (readonly (string | Rendering)[])[];
  };
}

export interface Rendering {
  readonly label?: string;
  readonly expression?: string;
}

/** Resolves references to the readable part of the name: `QueuesEvents.QueueName`. */
const NAMES: World = {
  region: 'region',
  accountId: 'account',
  stackName: 'stack',
  ref: nameOf,
  attribute: (logicalId, name) => `${nameOf(logicalId)}.${name}`,
};

function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** Returns the properties of every resource of a type, with references as names. */
export function propertiesOf(template: unknown, type: string): Record<string, unknown>[] {
  const resources = isObject(template) && isObject(template['Resources']) ? template['Resources'] : {};
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource['Type'] !== type) return [];
    const properties = resolve(resource['Properties'], NAMES, logicalId);
    return isObject(properties) ? [properties] : [];
  });
}

/** Returns the widgets of the only dashboard of a synthesized template. */
export function dashboardWidgets(template: unknown): DashboardWidget[] {
  const [dashboard] = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
  // Not validated, because this project's synthesis has written it.
  return JSON.parse(String(dashboard?.['DashboardBody'])).widgets as DashboardWidget[];
}
