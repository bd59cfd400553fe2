import { EVENTS_QUEUE_OUTPUT, exportNameOf, MAPPING_VERSION_OUTPUT } from '../../../shared/stack-outputs.ts';

/** An output as the template has it. */
export interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
}

/** A stage in a template, which may hold several. */
export interface StageInTemplate {
  /** Logical ids of the resources it exports: queues, table and functions. */
  readonly ids: ReadonlySet<string>;
  /** Its outputs by name, without the prefix that distinguishes the connectors of a stack. */
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

/**
 * Finds a stage by its exports, as the commands find it in an account.
 *
 * @throws {Error} if there is no such stage, with the names of those that exist
 */
export function findStage(outputs: Readonly<Record<string, TemplateOutput>>, stage: string): StageInTemplate {
  const exported = Object.entries(outputs).filter(([, { Export }]) =>
    String(Export?.Name).startsWith(exportNameOf(stage, '')),
  );
  const [key] = exported.find(([name]) => name.endsWith(EVENTS_QUEUE_OUTPUT)) ?? [];
  if (key === undefined) {
    throw new Error(`no stage ${stage} in the template; there are ${stagesIn(outputs).join(', ') || 'none'}`);
  }
  const prefix = key.slice(0, -EVENTS_QUEUE_OUTPUT.length);
  const version = outputs[`${prefix}${MAPPING_VERSION_OUTPUT}`];
  return {
    ids: new Set(exported.flatMap(([, { Value }]) => referenceIn(Value) ?? [])),
    outputs: Object.fromEntries([
      ...exported.map(([name, output]) => [name.slice(prefix.length), output]),
      ...(version === undefined ? [] : [[MAPPING_VERSION_OUTPUT, version]]),
    ]),
  };
}

function stagesIn(outputs: Readonly<Record<string, TemplateOutput>>): string[] {
  const ofSome = new RegExp(`^${exportNameOf('(.+)', EVENTS_QUEUE_OUTPUT)}$`);
  return Object.values(outputs).flatMap(({ Export }) => ofSome.exec(String(Export?.Name))?.[1] ?? []);
}

/** Returns the logical id of the first resource that a value refers to. */
export function referenceIn(value: unknown): string | undefined {
  return /"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z0-9]+)"/.exec(JSON.stringify(value ?? null))?.[1];
}
