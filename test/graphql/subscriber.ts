import { createClient } from 'graphql-ws';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { TestServer } from '../support/server.js';

const LISTENING_MS = 2000;
const ANSWER_MS = 1000;

export interface Answer {
  data?: Record<string, Record<string, unknown>> | null;
  errors?: readonly { extensions?: object }[];
  extensions?: { eventId: string };
}

/** One subscription, as its reader sees it. */
export interface Heard {
  /** The next answer. Fails when none comes within a second. */
  next(): Promise<Answer>;
  /** How many came and were not taken yet. */
  waiting(): number;
  /** Everything that came and was not taken yet, after a moment in which more could have come. */
  rest(): Promise<unknown[]>;
  stop(): Promise<unknown>;
}

export interface Subscriber {
  /** Resolves once the server listens for it, or at once for one that is told what it missed. */
  listen(query: string, variables?: Record<string, unknown>): Promise<Heard>;
  /** What the server answers to a document that it does not run. */
  refusal(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{ message: string; extensions: { code: string } }[]>;
  closed: Promise<{ code: number; reason: string }>;
  end(): Promise<void>;
}

/** Somebody who is connected for subscriptions. */
export function subscriber(server: TestServer, token: string | undefined): Subscriber {
  let reportClose: (event: { code: number; reason: string }) => void;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (reportClose = resolve));
  let reportConnected: () => void;
  const connected = new Promise<void>((resolve) => (reportConnected = resolve));
  const client = createClient({
    url: addressOf(server),
    webSocketImpl: WebSocket,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    lazy: false,
    retryAttempts: 0,
    on: {
      connected: () => reportConnected(),
      closed: (event) => reportClose(event as { code: number; reason: string }),
    },
    onNonLazyError: () => undefined,
  });
  return {
    closed,
    async listen(query, variables) {
      await connected;
      const others = listenersOf(server);
      const answers = client.iterate({ query, variables });
      const heard = queueOf(answers as unknown as AsyncIterableIterator<Answer>);
      if (!variables?.after)
        await vi.waitFor(() => isListening(server, others), { timeout: LISTENING_MS, interval: 5 });
      return heard;
    },
    async refusal(query, variables) {
      return client
        .iterate({ query, variables })
        .next()
        .then(
          ({ value }) => (value as { errors: never }).errors,
          (error: unknown) => error as never,
        );
    },
    end: async () => client.dispose(),
  };
}

function isListening(server: TestServer, others: number): void {
  if (listenersOf(server) <= others) throw new Error('The server does not listen for the subscription');
}

function queueOf(answers: AsyncIterableIterator<Answer>): Heard {
  const came: Answer[] = [];
  const ended = (async () => {
    for await (const answer of answers) came.push(answer);
  })().catch((error: unknown) => void came.push({ errors: error as never }));
  const next = () =>
    vi.waitFor(
      () => {
        if (came.length === 0) throw new Error('Nothing was heard');
        return came.shift()!;
      },
      { timeout: ANSWER_MS, interval: 5 },
    );
  const rest = async () => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    return came.splice(0);
  };
  return { next, rest, waiting: () => came.length, stop: () => Promise.race([answers.return!(), ended]) };
}

/** How many listeners wait for announcements in the process of this server. */
export function listenersOf({ house }: TestServer): number {
  return house.announcements['listeners'].size;
}

export function addressOf({ address }: TestServer): string {
  return `${address.replace(/^http/, 'ws')}/graphql`;
}

/** A bare socket, for what no well-behaved client does. */
export async function bareSocket(
  url: string,
  options: { origin?: string; authorization?: string; language?: string } = {},
) {
  const { origin, authorization, language } = options;
  const socket = new WebSocket(url, 'graphql-transport-ws', {
    origin,
    headers: { ...(authorization && { authorization }), ...(language && { 'accept-language': language }) },
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const opened = await new Promise<boolean | number>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? false));
    socket.on('error', () => resolve(false));
  });
  const say = (message: object) => socket.send(JSON.stringify(message));
  return { socket, opened, closed, say };
}
