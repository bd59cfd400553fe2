import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Compression, DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CopyQueue, type CopyQueueProps } from './copy-queue.ts';

export interface WebhookArchiveProps extends CopyQueueProps {
  /** Retention of webhooks. They have personal data, so keep them only as long as needed. */
  readonly keepFor: Duration;
}

/**
 * Writes copies as lines of compressed files in S3. `npm run people -- import` of the connector reads them once
 * unpacked.
 */
export class WebhookArchive extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { keepFor, ...props }: WebhookArchiveProps) {
    super(scope, id);
    const copies = new CopyQueue(this, 'Queue', props);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: keepFor }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stream = new DeliveryStream(this, 'Stream', {
      destination: new S3Bucket(this.bucket, {
        compression: Compression.GZIP,
        bufferingInterval: Duration.minutes(5),
        bufferingSize: Size.mebibytes(5),
      }),
    });
    const role = copies.pipeRole(
      new PolicyStatement({
        actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
        resources: [stream.deliveryStreamArn],
      }),
    );
    new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: copies.queue.queueArn,
      target: stream.deliveryStreamArn,
      // The template adds a line break, because Firehose concatenates records unchanged.
      targetParameters: { inputTemplate: '<$.body>\n' },
    });
  }
}
