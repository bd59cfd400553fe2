import type { App } from 'aws-cdk-lib';
import { setFeatureFlags } from '../../infra/feature-flags.ts';
import { createConnectorApp } from '../../infra/synthesize.ts';
import { EVERY_SETTING } from '../../tools/docs/every-setting.ts';

process.env['CDK_VALIDATION'] = 'false';

interface Flag {
  readonly userValue?: unknown;
  readonly recommendedValue: unknown;
  readonly unconfiguredBehavesLike?: { readonly v2?: unknown };
}

function synth(prepare?: (app: App) => void) {
  const context = { 'aws:cdk:bundling-stacks': [] };
  return createConnectorApp(EVERY_SETTING, { context, ...(prepare && { prepare }) }).synth();
}

test('feature flags leave a stage with every setting as it is', () => {
  const templates = [setFeatureFlags, undefined].map((prepare) => synth(prepare).stacks[0]?.template);

  expect(templates[0]).toEqual(templates[1]);
});

test('none is left for `cdk synth` to count', () => {
  const { artifacts = {} } = synth(setFeatureFlags).manifest;
  const report = Object.values(artifacts).find(({ type }) => type === 'cdk:feature-flag-report')?.properties;
  const { flags } = report as { flags: Record<string, Flag> };
  const counted = Object.entries(flags).filter(
    ([, { userValue, recommendedValue, unconfiguredBehavesLike: unset }]) =>
      userValue === undefined && recommendedValue !== (unset?.v2 ?? false),
  );

  expect(Object.keys(flags).length).toBeGreaterThan(80);
  expect(counted.map(([name]) => name)).toEqual([]);
});
