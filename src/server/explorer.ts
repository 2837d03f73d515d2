import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';

const FIRST_QUERY = `# VIGIA
#
# 1. Log in and copy the token:
#      mutation { login(username: "admin@vigia.local", password: "…") { token } }
# 2. Put it under "Headers" below:
#      { "Authorization": "Bearer <token>" }
# 3. Ask:

{
  cases(first: 10) {
    totalCount { value }
    nodes { id numero estado pacienteIniciales productoSospechoso products { nombreProducto nroLote } }
  }
}
`;

/** GraphiQL for people who open `/graphql` in a browser, outside production. It comes with the server and needs no network. */
export function mountExplorer(server: FastifyInstance, config: Config): void {
  if (config.production) return;
  const page = renderGraphiQL({
    title: 'VIGIA',
    endpoint: '/graphql',
    defaultQuery: FIRST_QUERY,
    subscriptionsProtocol: 'WS',
    isHeadersEditorEnabled: true,
  });
  server.get('/graphql', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
