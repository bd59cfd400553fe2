import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliUnderTest, cliOf, type Ended } from '../support/cli.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { type DeployedStage, deployStage } from '../support/deployed-stage.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';
import { SELF_SIGNED } from '../support/self-signed.ts';

const AWS = 'aws.internal.example';
const SECRETS = 'secrets.internal.example';
const WEBHOOKS = 'api.internal.example';
const CUSTOMERIO = 'track-eu.customer.io';

let stack: RunningStack;
let deployed: DeployedStage;
let proxy: ConnectProxy;
let cli: CliUnderTest;
let certificate: string;
beforeAll(async () => {
  stack = await startStack();
  deployed = await deployStage(stack);
  deployed.outputs['WebhookUrlCinema'] = `https://${WEBHOOKS}/webhooks/cinema`;
  cli = cliOf(stack);
  certificate = join(cli.directory, 'certificate.pem');
  writeFileSync(certificate, SELF_SIGNED.cert);
  for (const [name, value] of Object.entries({
    purchasely: { sharedSecret: stack.sharedSecrets['cinema'] },
    'customerio-production': { siteId: 'site-1', apiKey: 'key-1' },
    'customerio-sandbox': { siteId: 'site-2', apiKey: 'key-2' },
  })) {
    stack.secrets.put(`purchasely-customerio/prod/cinema/${name}`, JSON.stringify(value));
  }
});
afterAll(async () => {
  await deployed.remove();
  await stack.stop();
  cli.stop();
});
beforeEach(async () => {
  const portOf = (url = '') => Number(new URL(url).port);
  proxy = await startConnectProxy({
    [AWS]: portOf(process.env['AWS_ENDPOINT_URL']),
    [SECRETS]: portOf(stack.secrets.endpoint),
    [WEBHOOKS]: portOf(stack.url),
    [CUSTOMERIO]: portOf(stack.track.origin),
  });
});
afterEach(() => proxy.close());

/** Runs a command as a process of its own, for which AWS is nowhere but behind the proxy. */
function run(line: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  return cli.start(line, {
    AWS_ENDPOINT_URL: `https://${AWS}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://${SECRETS}`,
    NODE_EXTRA_CA_CERTS: certificate,
    ...environment,
  }).ended;
}
const hostsAsked = () => new Set(proxy.asked.map((each) => each.replace(':443', '')));

test.each([
  { what: 'AWS and Customer.io', line: 'secrets check', hosts: [AWS, SECRETS, CUSTOMERIO] },
  { what: 'AWS and the webhook URL', line: 'send TRIAL_STARTED --yes', hosts: [AWS, SECRETS, WEBHOOKS] },
])('$what are reached through the proxy of HTTPS_PROXY', async ({ line, hosts }) => {
  const { code, err } = await run(`${line} --stage prod`, { HTTPS_PROXY: proxy.url });

  expect({ code, err: code === 0 ? [] : err }).toEqual({ code: 0, err: [] });
  expect(hostsAsked()).toEqual(new Set(hosts));
});

test('what NO_PROXY names is not', async () => {
  const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: SECRETS };

  const { code, out } = await run('secrets check --stage prod', environment);

  expect({ code, hosts: hostsAsked() }).toEqual({ code: 1, hosts: new Set([AWS]) });
  expect(out.join('\n')).toContain('cinema/purchasely cannot be read'); // there is no such host, but behind the proxy
});

test('a local stage is asked directly, whatever the environment says', async () => {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

  const { code } = await run('secrets check', Object.fromEntries(names.map((name) => [name, proxy.url])));

  expect({ code, asked: proxy.asked }).toEqual({ code: 0, asked: [] });
});
