import './shared/needed-node.mjs';
import { availableParallelism } from 'node:os';

/** Jest in ESM mode: middy exports no CommonJS entry, and the functions are ESM in Lambda too. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Build output holds copies of package.json, which Jest would take for modules of its own.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.local'],
};

/** The tests of a folder of test/. */
const project = (name, options = {}) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...options,
});

/** Every test on a running stage runs the same synthesized one. */
const onStage = { globalSetup: '<rootDir>/test/support/synthesize-stage.ts' };

/** What `npm test` runs: all that a change of the product can break, in less than three minutes. */
const config = {
  projects: [project('unit'), project('infra'), project('integration', onStage)],
  // Many tests wait for a long poll or for a process, so that two more than there are cores keep the cores busy.
  maxWorkers: availableParallelism() + 2,
  // Ends a test that hangs. How fast something is, the benchmarks measure.
  testTimeout: 300_000,
};
export default config;

/** What `npm run test:all` adds: the package in apps of others, a browser, a campaign of faults, and every benchmark for a moment. */
export const slowProjects = [
  project('package'),
  project('browser', onStage),
  project('campaign'),
  project('bench'),
];
