import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Behaviour = (query: Buffer, response: ServerResponse) => void;

export interface TimestampAuthority {
  url: string;
  /** Its self-made root, DER. */
  root: Buffer;
  /** What a query (DER) is answered with, by `openssl ts`. */
  reply(query: Uint8Array): Buffer;
  /** A query for another text or with another nonce, by `openssl ts`. */
  query(text: string): Buffer;
  /** Answers from now on in this way; as an honest server without one. */
  behave(answer?: Behaviour): void;
  close(): Promise<void>;
}

const CONFIG = `
[tsa]
default_tsa = server
[server]
serial = serial
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** A time stamp authority of RFC 3161 on this machine: openssl behind HTTP. */
export async function startTimestampServer(): Promise<TimestampAuthority> {
  const folder = mkdtempSync(join(tmpdir(), 'vigia-tsa-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  writeFileSync(join(folder, 'ext'), 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n');
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout'];
  openssl('req', '-x509', ...key, 'root.key', '-out', 'root.pem', '-days', '30', '-subj', '/CN=Reloj Raiz');
  openssl('req', ...key, 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Reloj de Prueba');
  const signed = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '30', '-extfile', 'ext'];
  openssl('x509', '-req', '-in', 'tsa.csr', ...signed, '-out', 'tsa.pem');
  openssl('x509', '-in', 'root.pem', '-outform', 'der', '-out', 'root.der');

  const reply = (query: Uint8Array) => {
    writeFileSync(join(folder, 'query.tsq'), query);
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
    return readFileSync(join(folder, 'reply.tsr'));
  };
  const query = (text: string) => {
    writeFileSync(join(folder, 'text'), text);
    return openssl('ts', '-query', '-data', 'text', '-sha256', '-cert');
  };
  const honest: Behaviour = (request, response) => {
    response.setHeader('content-type', 'application/timestamp-reply').end(reply(request));
  };
  let behaviour = honest;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.headers['content-type'] === 'application/timestamp-query') behaviour(body, response);
      else response.writeHead(415).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    root: readFileSync(join(folder, 'root.der')),
    reply,
    query,
    behave: (answer) => void (behaviour = answer ?? honest),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
