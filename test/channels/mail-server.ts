import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Arrived {
  /** Whom the envelope named. */
  recipients: string[];
  raw: string;
  mail: ParsedMail;
}

/** A mail server in this process, which keeps what it is given. */
export interface MailServer {
  port: number;
  arrived: Arrived[];
  /** Reply codes with which addresses are refused; an address that is not here is taken. */
  refusals: Map<string, number>;
  /** While true, a message is heard to its end and never answered. */
  silent: boolean;
  /** While true, a message is heard to its end, and then the connection is closed. */
  cutting: boolean;
  /** How long after a message was taken that is said. */
  paceMs: number;
  /** Messages that were left without an answer. */
  unanswered: number;
  close(): Promise<void>;
}

interface Login {
  user: string;
  password: string;
}

export async function startMailServer({ port = 0, login }: { port?: number; login?: Login } = {}): Promise<MailServer> {
  const kept = {
    arrived: [] as Arrived[],
    refusals: new Map<string, number>(),
    silent: false,
    cutting: false,
    paceMs: 0,
    unanswered: 0,
  };
  const server = new SMTPServer({
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(refusal(535, 'no such login')),
    onRcptTo({ address }, _session, done) {
      const code = kept.refusals.get(address);
      done(code ? refusal(code, `${address} is not taken`) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (kept.silent || kept.cutting) {
          kept.unanswered += 1;
          if (kept.cutting) sockets.forEach((socket) => socket.end());
          return;
        }
        const raw = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        simpleParser(raw).then((mail) => {
          kept.arrived.push({ recipients, raw: raw.toString(), mail });
          setTimeout(done, kept.paceMs);
        }, done);
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return Object.assign(kept, {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

const PATIENCE_MS = 15_000;

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It did not become so: ${String(isSo)}`);
    await sleep(20);
  }
}
