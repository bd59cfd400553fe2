import { Match } from 'aws-cdk-lib/assertions';
import type { DomainConfig } from '../../shared/config/define-config.ts';
import { configOf, connection } from './config-of.ts';
import { synthesized, toText } from './synthesized.ts';

const name = 'webhooks.example.com';
const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const hostedZoneId = 'Z0123456789ABCDEFGHIJ';

const withDomain = (domain: DomainConfig) => synthesized(configOf({ cinema: connection }, { domain }));

test.each([
  { what: 'of yours', domain: { name, certificateArn, hostedZoneId }, certificates: 0, records: 1 },
  { what: 'of yours, and no record', domain: { name, certificateArn }, certificates: 0, records: 0 },
  { what: 'that the stack makes', domain: { name, hostedZoneId }, certificates: 1, records: 1 },
])('a domain with a certificate $what is mapped to the API', async ({ domain, certificates, records }) => {
  const template = await withDomain(domain);

  template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
    DomainName: name,
    DomainNameConfigurations: [
      {
        CertificateArn: certificates === 0 ? certificateArn : { Ref: Match.stringLikeRegexp('Certificate') },
        EndpointType: 'REGIONAL',
        SecurityPolicy: 'TLS_1_2',
      },
    ],
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', {
    Stage: '$default',
    ApiMappingKey: Match.absent(),
  });
  template.resourceCountIs('AWS::CertificateManager::Certificate', certificates);
  template.resourceCountIs('AWS::Route53::RecordSet', records);
});

test('the certificate is validated, and the record made, in the hosted zone', async () => {
  const template = await withDomain({ name, hostedZoneId });

  template.hasResourceProperties('AWS::CertificateManager::Certificate', {
    DomainName: name,
    DomainValidationOptions: [{ DomainName: name, HostedZoneId: hostedZoneId }],
    ValidationMethod: 'DNS',
  });
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: name,
    Type: 'A',
    HostedZoneId: hostedZoneId,
    AliasTarget: {
      DNSName: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalDomainName'] },
      HostedZoneId: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalHostedZoneId'] },
    },
  });
});

test('outputs tell the URL with the domain, what it has to lead to, and the API that it hides', async () => {
  const outputs = (await withDomain({ name, certificateArn })).findOutputs('*');

  expect(toText(outputs['WebhookUrlCinema']?.['Value'])).toBe(`https://${name}/webhooks/cinema`);
  expect(toText(outputs['DomainTarget']?.['Value'])).toBe('WebhooksDomainName.RegionalDomainName');
  expect(toText(outputs['ApiId']?.['Value'])).toBe('WebhooksApi');
});

test.each([
  { keepDefaultUrl: true, disabled: Match.absent() },
  { keepDefaultUrl: false, disabled: true },
])(
  'with keepDefaultUrl $keepDefaultUrl, the URL of API Gateway works as before or no longer',
  async (given) => {
    const { keepDefaultUrl, disabled } = given;
    const template = await withDomain({ name, certificateArn, keepDefaultUrl });

    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: disabled });
  },
);
