/** The test server for S3 comes without types: what we use of it. */
declare module 's3rver' {
  import type { Readable } from 'node:stream';

  interface Stored {
    bucket: string;
    key: string;
    content: Readable | Buffer | null;
    metadata: object;
  }

  interface Store {
    getResourcePath(bucket: string, key: string, resource: 'object'): string;
    putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>;
    getObject(bucket: string, key: string, options?: object): Promise<Stored | null>;
    putObject(object: Stored): Promise<{ size: number; md5: string }>;
  }

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string; configs: [] }[];
    });
    readonly store: Store;
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
