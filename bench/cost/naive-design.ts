import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { bundleModule } from '../measure/bundle.ts';
import { functionIn, type Resource, readTemplateFile } from './deployment.ts';

/** What somebody who starts out would not have. */
const LEFT_OUT: ReadonlySet<string> = new Set(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard']);

/**
 * The connector's template with other functions, and without what a first version does without: batches, tracing, an
 * access log, alarms. So it runs on the same servers, with the same queue, secrets and memory.
 *
 * @returns path of the template
 */
export async function synthesizeNaiveDesign(
  connectorTemplate: string,
  config: ResolvedConfig,
): Promise<string> {
  const assembly = dirname(connectorTemplate);
  const template = readTemplateFile(connectorTemplate);
  const [connection] = Object.values(config.connections);
  const workspace = connection?.environments.PRODUCTION;
  if (connection === undefined || workspace === undefined || workspace === 'drop') {
    throw new Error('the naive design needs a connection with a workspace for PRODUCTION');
  }
  const secretNames = { receive: connection.purchasely.secret.name, deliver: workspace.secret.name };

  const functions = await Promise.all(
    (['receive', 'deliver'] as const).map(async (name) => {
      const [logicalId, resource] = functionIn(template.Resources, name);
      const directory = `naive-${name}`;
      const module = fileURLToPath(new URL(`./peers/naive-${name}.ts`, import.meta.url));
      await bundleModule(module, join(assembly, directory));
      return [logicalId, withCode(resource, directory, secretNames[name])] as const;
    }),
  );
  const others = Object.entries(template.Resources).filter(([, { Type }]) => !LEFT_OUT.has(Type));
  const Resources = {
    ...Object.fromEntries(others.map(([logicalId, resource]) => [logicalId, simplified(resource)])),
    ...Object.fromEntries(functions),
  };
  const path = join(assembly, 'naive-design.template.json');
  writeFileSync(path, JSON.stringify({ ...template, Resources }));
  return path;
}

function withCode(resource: Resource, directory: string, secretName: string): Resource {
  const { TracingConfig: _, LoggingConfig: __, Environment, ...properties } = resource.Properties ?? {};
  const { Variables } = Environment as { Variables: Readonly<Record<string, unknown>> };
  return {
    ...resource,
    Properties: { ...properties, Environment: { Variables: { ...Variables, SECRET_NAME: secretName } } },
    Metadata: { ...resource.Metadata, 'aws:asset:path': directory },
  };
}

function simplified(resource: Resource): Resource {
  const { Type, Properties = {} } = resource;
  if (Type === 'AWS::Lambda::EventSourceMapping') {
    const { MaximumBatchingWindowInSeconds: _, ...others } = Properties;
    return { ...resource, Properties: { ...others, BatchSize: 1 } };
  }
  if (Type === 'AWS::ApiGatewayV2::Stage') {
    const { AccessLogSettings: _, ...others } = Properties;
    return { ...resource, Properties: others };
  }
  return resource;
}
