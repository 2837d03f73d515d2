import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';

const FIRST_DOCUMENT = `# VIGIA. Run Login with your password first: this tab keeps the token for what you run next.

mutation Login {
  login(username: "admin", password: "") {
    expiresInSeconds
    token
  }
}

query Cases {
  cases(first: 10) {
    totalCount { value }
    nodes {
      id
      numero
      estado
      pacienteIniciales
      products { nombreProducto nroLote }
      events { texto meddraPtTerm }
    }
  }
}

subscription Live {
  caseChanged {
    kind
    case { numero estado version }
  }
}
`;

/**
 * Runs in the page, before the explorer: takes the token that a login answers, or that the Headers editor sends, and uses
 * it for everything run in this tab. Subscriptions need it most, since a WebSocket has no headers.
 */
const KEEP_TOKEN = `
(() => {
  const KEY = 'vigia:authorization';
  const realFetch = window.fetch.bind(window);
  const realSend = WebSocket.prototype.send;
  const remember = (token) => sessionStorage.setItem(KEY, token);

  window.fetch = async (address, options = {}) => {
    const headers = new Headers(options.headers);
    const kept = sessionStorage.getItem(KEY);
    if (headers.has('authorization')) remember(headers.get('authorization'));
    else if (kept) headers.set('authorization', kept);
    const answer = await realFetch(address, { ...options, headers });
    if (answer.status === 401 && kept && headers.get('authorization') === kept) {
      sessionStorage.removeItem(KEY);
      headers.delete('authorization');
      return realFetch(address, { ...options, headers });
    }
    const { data } = await answer.clone().json().catch(() => ({}));
    for (const value of Object.values(data ?? {})) if (value?.token) remember('Bearer ' + value.token);
    return answer;
  };

  WebSocket.prototype.send = function (message) {
    const kept = sessionStorage.getItem(KEY);
    const first = kept && typeof message === 'string' && message.includes('"connection_init"');
    if (!first) return realSend.call(this, message);
    const { payload, ...rest } = JSON.parse(message);
    return realSend.call(this, JSON.stringify({ ...rest, payload: { authorization: kept, ...payload } }));
  };
})();`;

/** GraphiQL for people who open `/graphql` in a browser, outside production. It comes with the server and needs no network. */
export function mountExplorer(server: FastifyInstance, config: Config): void {
  if (config.production) return;
  const page = renderGraphiQL({
    title: 'VIGIA',
    endpoint: '/graphql',
    defaultQuery: FIRST_DOCUMENT,
    subscriptionsProtocol: 'WS',
    isHeadersEditorEnabled: true,
  }).replace('<head>', `<head><script>${KEEP_TOKEN}</script>`);
  server.get('/graphql', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
