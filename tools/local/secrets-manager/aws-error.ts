/** A refusal as AWS JSON 1.1 carries it: its type becomes the name of the error the SDK throws. */
export class AwsError extends Error {
  public readonly type: string;
  public readonly status: number;

  public constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
