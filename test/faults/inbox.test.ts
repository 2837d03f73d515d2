import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../channels/mail-server.js';
import { mailOf } from '../support/inbound.js';
import { LOCKS } from '../../src/storage/locks.js';
import { hasNoMailServers, type MailServers, startMailServers } from '../support/mail-servers.js';
import { run } from '../support/program.js';
import { copyOfTemplate } from '../support/server.js';
import { addressOf } from '../support/program.js';

const MAILS = 200;
const KILLS = 5;
const ALL_MS = 120_000;

describe.skipIf(hasNoMailServers)('the reader of the mailbox', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-reader-'));
  let mail: MailServers;
  let pool: pg.Pool;
  let settings: Record<string, string>;
  const readers = new Map<string, ChildProcess>();

  beforeAll(async () => {
    mail = await startMailServers();
    const url = addressOf(await copyOfTemplate());
    pool = new pg.Pool({ connectionString: url, max: 2 });
    settings = {
      ...mail.settings,
      DATABASE_URL: url,
      VIGIA_DATA_DIR: folder,
      IMAP_POLL_SECONDS: '2',
      MAIL_DOMAIN: 'vigia.example.pe',
    };
  });
  afterAll(async () => {
    for (const reader of readers.values()) await killed(reader);
    await pool?.end();
    await mail?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = async (condition = 'true') =>
    (await pool.query<{ count: number }>(`select count(*)::int as count from inbound_messages where ${condition}`))
      .rows[0]!.count;

  /** A process that does the jobs, and reads the mailbox when it is its turn. */
  function start(): void {
    const name = `reader-${readers.size}`;
    readers.set(
      name,
      run(['work'], { ...settings, DATABASE_URL: `${settings['DATABASE_URL']}?application_name=${name}` }),
    );
  }

  /** Who reads at this moment, by the lock that it holds. */
  async function holder(): Promise<ChildProcess | undefined> {
    const { rows } = await pool.query<{ name: string }>(
      `select application_name as name from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and classid = ${LOCKS.mailboxes} and granted`,
    );
    return readers.get(rows[0]?.name ?? '');
  }

  async function killed(reader: ChildProcess): Promise<void> {
    if (reader.exitCode !== null || reader.signalCode !== null) return;
    const exit = once(reader, 'exit');
    reader.kill('SIGKILL');
    await exit;
  }

  const drop = (from: number, to: number) => {
    for (let place = from; place < to; place += 1) {
      mail.drop(
        mailOf(
          {
            'Message-ID': `<carta-${place}@hospital.example.pe>`,
            From: 'eva@hospital.example.pe',
            Subject: `Carta ${place}`,
          },
          `Texto ${place}`,
        ),
      );
    }
  };

  test(
    'may be killed five times while it takes in 200 mails: each mail is there once, read, and none is lost',
    async () => {
      start();
      start();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await until(async () => (await holder()) !== undefined, ALL_MS);
        // Some at once, so that it is in the middle of them when it dies.
        drop(((kill - 1) * MAILS) / KILLS, (kill * MAILS) / KILLS);
        await until(async () => (await count()) > ((kill - 1) * MAILS) / KILLS, ALL_MS);
        await killed((await holder())!);
        start();
      }
      await until(async () => (await count(`state <> 'RECEIVED'`)) === MAILS, ALL_MS);
      const { rows } = await pool.query<{ mails: number; ids: number; texts: number; receipts: number }>(
        `select count(*)::int as mails, count(distinct external_id)::int as ids, count(distinct body)::int as texts,
           (select count(*)::int from inbound_receipts) as receipts from inbound_messages where state = 'TRIAGE'`,
      );
      expect(rows).toEqual([{ mails: MAILS, ids: MAILS, texts: MAILS, receipts: MAILS }]);
      const places = await pool.query<{ last: number }>('select last_uid::int as last from inbound_mailboxes');
      expect(places.rows).toEqual([{ last: MAILS }]);
    },
    2 * ALL_MS,
  );
});
