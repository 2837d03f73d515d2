export interface RestAnswer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface GraphqlAnswer<Data> {
  status: number;
  data: Data | null;
  errors?: { message: string; path?: unknown[]; extensions: { code: string; issues?: unknown[] } }[];
}

/** Somebody at the doors of a server. */
export interface Client {
  token?: string;
  /** A REST request below `/api/v1`. JSON both ways; other answers come as a Buffer. */
  rest<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<RestAnswer<Body>>;
  graphql<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<GraphqlAnswer<Data>>;
  /** Like `graphql`, but an error in the answer fails the test. */
  ask<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

export function clientFor(address: string, token?: string): Client {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const send = async (method: string, url: string, body: unknown, headers: Record<string, string>) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url, { method, body: text, headers: { ...type, ...authorization, ...headers } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const json = answer.headers.get('content-type')?.includes('json');
    return {
      status: answer.status,
      headers: answer.headers,
      body: json ? (JSON.parse(bytes.toString()) as unknown) : bytes,
    };
  };
  const client: Client = {
    token,
    rest: async <Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      (await send(method, `${address}/api/v1${path}`, body, headers)) as RestAnswer<Body>,
    async graphql<Data>(query: string, variables?: Record<string, unknown>, headers: Record<string, string> = {}) {
      const { status, body } = await send('POST', `${address}/graphql`, { query, variables }, headers);
      return { status, ...(body as Omit<GraphqlAnswer<Data>, 'status'>) };
    },
    async ask<Data>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await client.graphql<Data>(query, variables);
      if (errors) throw new Error(`GraphQL answered with errors: ${JSON.stringify(errors)}`);
      return data!;
    },
  };
  return client;
}
