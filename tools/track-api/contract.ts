import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** A fault of an item, with its field as in the answer: `attributes.plan`. */
export interface ItemFault {
  readonly field: string;
  readonly message: string;
}

interface OperationSchema {
  readonly properties: {
    readonly type: { readonly const: string };
    readonly action: { readonly const?: string; readonly enum?: readonly string[] };
  };
}

interface Contract {
  readonly components: {
    readonly schemas: Readonly<Record<string, OperationSchema>> & {
      readonly Operation: { readonly oneOf: readonly { readonly $ref: string }[] };
    };
  };
}

const CONTRACT_ID = 'track';
const contract: Contract = parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8'));
// Not strict, because OpenAPI adds keywords. Verbose, so that an error carries the faulty value.
const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
ajv.addSchema(contract, CONTRACT_ID);

/**
 * One validator for each action of each type. With the contract's `oneOf`, one wrong field would fail every branch, and
 * the error could not name the field.
 */
const VALIDATORS = new Map<unknown, Map<unknown, ValidateFunction>>();
for (const { $ref } of contract.components.schemas.Operation.oneOf) {
  const validate = ajv.compile({ $ref: `${CONTRACT_ID}${$ref}` });
  const { type, action } = propertiesOf($ref);
  const byAction = VALIDATORS.get(type.const) ?? new Map();
  for (const each of action.enum ?? [action.const]) byAction.set(each, validate);
  VALIDATORS.set(type.const, byAction);
}

/** Returns true for a ULID. Events with other ids are not de-duplicated. */
export const isUlid: (id: string) => boolean = ajv.compile({
  $ref: `${CONTRACT_ID}#/components/schemas/Ulid`,
});

function propertiesOf($ref: string): OperationSchema['properties'] {
  const schema = contract.components.schemas[$ref.replace('#/components/schemas/', '')];
  if (schema === undefined) throw new Error(`openapi.yaml has no ${$ref}`);
  return schema.properties;
}

/**
 * Returns the faults of an item by the published schema. Without `strict`, ignores faults that the live service may
 * accept.
 */
export function contractFaults(item: Readonly<Record<string, unknown>>, strict: boolean): ItemFault[] {
  const byAction = VALIDATORS.get(item['type']);
  if (byAction === undefined) return [mustBeOneOf('type', VALIDATORS)];
  const validate = byAction.get(item['action']);
  if (validate === undefined) return [mustBeOneOf('action', byAction)];
  return faultsOf(validate, item, strict);
}

const mustBeOneOf = (field: string, known: ReadonlyMap<unknown, unknown>): ItemFault => ({
  field,
  message: `must be one of ${[...known.keys()].join(', ')}`,
});

function faultsOf(validate: ValidateFunction, value: unknown, strict: boolean): ItemFault[] {
  validate(value);
  return (validate.errors ?? [])
    .filter((error) => strict || !isStrictOnly(error))
    .map((error) => ({ field: fieldOf(error), message: messageOf(error) }));
}

/** Returns true for event ids that are not ULIDs, and for times in milliseconds or with a fraction. */
function isStrictOnly({ instancePath, keyword, data }: ErrorObject): boolean {
  if (instancePath === '/id') return keyword === 'pattern';
  return instancePath === '/timestamp' && typeof data === 'number';
}

/**
 * Converts the path of an error to a field name: `/attributes/plan` to `attributes.plan`. Includes a missing or
 * misnamed property.
 */
function fieldOf({ instancePath, params, propertyName }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = params['missingProperty'] ?? params['propertyName'] ?? propertyName;
  return (last === undefined ? path : [...path, last]).join('.');
}

/** Returns the text that the live service has been observed to use, otherwise Ajv's. */
function messageOf({ keyword, params, message = 'invalid' }: ErrorObject): string {
  if (keyword === 'required') return 'must be present';
  if (keyword === 'type' && String(params['type']) === 'string,number') return 'must be a string or a number';
  return message;
}
