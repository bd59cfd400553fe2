/**
 * Where the clients of the bundles find their credentials, in the place of the SDK's search through profiles, SSO, containers
 * and instances: Lambda puts them into the environment, and they stay the same as long as it lives. The code of the
 * other sources would be a third of a bundle, loaded at each cold start and never used.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
