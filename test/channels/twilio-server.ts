import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
export const TOKEN = 'una clave de Twilio';

interface Taken {
  sid: string;
  to: string;
  from: string;
  body: string;
  date_created: string;
}

/** What is answered in place of taking a message: a refusal, nothing, or nothing after it was taken. */
export type Mood = { status: number; code?: number } | 'silent' | 'takes and hangs up' | 'takes and fails' | 'endless';

/** Speaks as Twilio's Messages resource does (api 2010-04-01): form in, JSON out, basic authentication. */
export interface TwilioServer {
  base: string;
  port: number;
  taken: Taken[];
  mood: Mood | undefined;
  close(): Promise<void>;
}

export async function startTwilio(port = 0): Promise<TwilioServer> {
  const kept = { taken: [] as Taken[], mood: undefined as Mood | undefined };
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const url = new URL(request.url!, 'http://twilio');
    const expected = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return answer(401, { code: 20003, message: 'Authenticate', status: 401 });
    if (url.pathname !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`)
      return answer(404, { code: 20404, status: 404 });
    if (request.method === 'GET') return answer(200, { messages: found(kept.taken, url.searchParams), page: 0 });
    const form = new URLSearchParams(await bodyOf(request));
    const { mood } = kept;
    if (mood === 'silent') return undefined;
    if (mood === 'endless') {
      response.writeHead(201, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write('x'.repeat(100_000)), 1);
      return response.once('close', () => clearInterval(timer));
    }
    if (typeof mood === 'object')
      return answer(mood.status, { code: mood.code, message: `no ${form.get('To')}`, status: mood.status });
    const message = take(kept.taken, form);
    if (mood === 'takes and hangs up') return request.socket.destroy();
    if (mood === 'takes and fails') return answer(500, { code: 20500, status: 500 });
    return answer(201, { ...message, status: 'queued', error_code: null });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return Object.assign(kept, {
    port: address.port,
    base: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function take(taken: Taken[], form: URLSearchParams): Taken {
  const message = {
    sid: `SM${(taken.length + 1).toString(16).padStart(32, '0')}`,
    to: form.get('To')!,
    from: form.get('From')!,
    body: form.get('Body')!,
    date_created: new Date().toUTCString(),
  };
  taken.push(message);
  return message;
}

function found(taken: readonly Taken[], wanted: URLSearchParams): Taken[] {
  return taken.filter(({ to, from }) => to === wanted.get('To') && from === wanted.get('From')).toReversed();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
