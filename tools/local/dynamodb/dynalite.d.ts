declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a DynamoDB server that does not listen yet. @see https://github.com/architect/dynalite */
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
