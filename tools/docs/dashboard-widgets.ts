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
    /** Of a text. */
    readonly markdown?: string;
    /** ARNs, of an alarm status. */
    readonly alarms?: readonly string[];
    /** Each is namespace, name, pairs of dimensions, and what to draw of it: or nothing but the last, for an expression. */
    readonly metrics?: readonly (readonly (string | Rendering)[])[];
  };
}

export interface Rendering {
  readonly label?: string;
  readonly expression?: string;
}

/** References as the readable part of the name they refer to: `QueuesEvents.QueueName`. */
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

/** The properties of every resource of a type, references as names. */
export function propertiesOf(template: unknown, type: string): Record<string, unknown>[] {
  const resources = isObject(template) && isObject(template['Resources']) ? template['Resources'] : {};
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource['Type'] !== type) return [];
    const properties = resolve(resource['Properties'], NAMES, logicalId);
    return isObject(properties) ? [properties] : [];
  });
}

/** The widgets of the one dashboard of a synthesized template. */
export function dashboardWidgets(template: unknown): DashboardWidget[] {
  const [dashboard] = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
  // Our own synthesis has just written it.
  return JSON.parse(String(dashboard?.['DashboardBody'])).widgets as DashboardWidget[];
}
