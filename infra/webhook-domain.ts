import { DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { ResolvedConfig } from '../shared/config/resolved.ts';

type Domain = NonNullable<ResolvedConfig['domain']>;

/** A domain name for the webhook API, with a given or a new certificate, and with a DNS record if the zone is given. */
export class WebhookDomain extends Construct {
  readonly domainName: DomainName;
  /** Target of the DNS record, if the record is not created here. */
  readonly target?: string;

  constructor(scope: Construct, id: string, domain: Domain) {
    super(scope, id);
    const { name, hostedZoneId } = domain;
    this.domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: this.certificate(domain),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    const { regionalDomainName, regionalHostedZoneId } = this.domainName;
    if (hostedZoneId === undefined) {
      this.target = regionalDomainName;
      return;
    }
    // The construct library's record also needs the name of the zone, which is not needed with the id.
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name,
      type: 'A',
      aliasTarget: { dnsName: regionalDomainName, hostedZoneId: regionalHostedZoneId },
    });
  }

  private certificate({ name, certificateArn, hostedZoneId = '' }: Domain): ICertificate {
    if (certificateArn !== undefined) {
      return Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
    }
    const zone = HostedZone.fromHostedZoneId(this, 'Zone', hostedZoneId);
    const validation = CertificateValidation.fromDns(zone);
    return new Certificate(this, 'Certificate', { domainName: name, validation });
  }
}
