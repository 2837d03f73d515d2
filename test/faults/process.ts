import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type Client, clientFor } from '../support/client.js';
import { run } from '../support/program.js';
import { PASSWORD } from '../support/server.js';

const START_MS = 90_000;

/** A server in a process of its own, on the embedded database of a folder. */
export interface ServerProcess {
  child: ChildProcess;
  address: string;
  /** Everything it wrote. */
  output(): string;
  /** The first administrator, logged in. */
  admin(): Promise<Client>;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Starts a server and waits until it greets. */
export async function serve(dataDirectory: string, settings: Record<string, string> = {}): Promise<ServerProcess> {
  const child = run(['serve'], { VIGIA_DATA_DIR: dataDirectory, ...settings });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const { output, address } = await greeting(child);
  const admin = async () => {
    const { body } = await clientFor(address).rest('POST', '/auth/login', { username: 'admin', password: PASSWORD });
    return clientFor(address, (body as { access_token: string }).access_token);
  };
  return { child, address, output, admin, ended };
}

async function greeting(child: ChildProcess): Promise<{ output(): string; address: string }> {
  let text = '';
  const address = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /VIGIA is ready at (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${text}`)));
    setTimeout(() => reject(new Error(`The server did not start:\n${text}`)), START_MS).unref();
  });
  return { address: await address, output: () => text };
}

/** Numbers of the processes whose command line names the folder. */
export function processesOf(dataDirectory: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args=', '-ww'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(dataDirectory)).map((line) => Number.parseInt(line, 10));
}
