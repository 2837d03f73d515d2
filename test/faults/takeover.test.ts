import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMailServer, until } from '../channels/mail-server.js';
import { makeCase } from '../support/make.js';
import { processesOf, serve, type ServerProcess } from './process.js';

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-takeover-'));

const servers: ServerProcess[] = [];

afterAll(async () => {
  for (const { child, ended } of servers) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const TAKEN_OVER_MS = 30_000;

test(
  'the mail that a server was sending when it was killed is sent by another within thirty seconds',
  async () => {
    const mail = await startMailServer();
    const settings = {
      ICSR_NOTIFY_EMAILS: 'guardia@example.pe',
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(mail.port),
      SMTP_STARTTLS: 'off',
      SMTP_FROM: 'vigia@example.pe',
    };
    mail.silent = true;
    const first = await serve(folder, settings);
    await makeCase(await first.admin());
    await until(() => mail.unanswered === 1);
    first.child.kill('SIGKILL');
    await first.ended;
    mail.silent = false;
    const deadline = performance.now() + TAKEN_OVER_MS;
    servers.push(await serve(folder, settings));
    await until(() => mail.arrived.length > 0, deadline - performance.now());
    expect(mail.arrived.map(({ recipients }) => recipients)).toEqual([['guardia@example.pe']]);
    await mail.close();
  },
  2 * TAKEN_OVER_MS,
);
