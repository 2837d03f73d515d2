import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { missing } from '../exports/tools.js';

const MASTER = '/usr/lib/postfix/sbin/master';
const START_MS = 30_000;
/** Whose the mails are: nobody's, since Postfix gives none to root. */
const MAIL_OWNER = 65_534;

export const MAILBOX = 'buzon@vigia.example.pe';
export const MAILBOX_PASSWORD = 'secreto-del-buzon';

const isThere =
  existsSync(MASTER) && spawnSync('dovecot', ['--version']).error === undefined && process.getuid?.() === 0;
export const hasNoMailServers = missing('Postfix and Dovecot (postfix, dovecot-imapd; as root)', isThere);

/** A real mail server with a mailbox: Postfix takes mail, Dovecot shows it. On loopback, in a folder of its own. */
export interface MailServers {
  smtpPort: number;
  /** For a server of ours that reads the mailbox, as environment variables. */
  settings: Record<string, string>;
  /** Hands a mail to Postfix as it stands. */
  send(raw: string, from?: string): Promise<void>;
  /** Puts a mail straight into the mailbox, past Postfix. */
  drop(raw: string | Uint8Array): void;
  /** The mailbox counts its mails anew, as after a restored backup: another UIDVALIDITY. */
  countAnew(): Promise<void>;
  /** The mailbox goes away, and comes back. */
  stopImap(): Promise<void>;
  startImap(): Promise<void>;
  close(): Promise<void>;
}

export async function startMailServers(): Promise<MailServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-mx-'));
  chmodSync(folder, 0o755);
  const [smtpPort, imapPort] = [await freePort(), await freePort()];
  const maildir = path.join(folder, 'mail/buzon/Maildir');
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(path.join(maildir, part), { recursive: true });
  for (const place of [
    path.join(folder, 'mail'),
    path.dirname(maildir),
    maildir,
    ...readdirSync(maildir).map((part) => path.join(maildir, part)),
  ]) {
    chownSync(place, MAIL_OWNER, MAIL_OWNER);
  }
  const postfix = startPostfix(folder, smtpPort);
  let dovecot = startDovecot(folder, imapPort);
  await Promise.all([answers(smtpPort), answers(imapPort)]);
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    pool: true,
    maxConnections: 2,
  });
  const servers: MailServers = {
    smtpPort,
    settings: {
      IMAP_HOST: '127.0.0.1',
      IMAP_PORT: String(imapPort),
      IMAP_USER: 'buzon',
      IMAP_PASSWORD: MAILBOX_PASSWORD,
      IMAP_TLS: 'off',
    },
    async send(raw, from = 'eva@hospital.example.pe') {
      await transport.sendMail({ envelope: { from, to: MAILBOX }, raw });
    },
    drop(raw) {
      const name = `${performance.now().toFixed(3).replace('.', 'M')}R${Math.random().toString(36).slice(2)}.prueba`;
      const place = path.join(maildir, 'new', name);
      writeFileSync(place, raw);
      chownSync(place, MAIL_OWNER, MAIL_OWNER);
    },
    async countAnew() {
      await servers.stopImap();
      for (const name of readdirSync(maildir)) if (name.startsWith('dovecot')) rmSync(path.join(maildir, name));
      await sleep(1100);
      await servers.startImap();
    },
    stopImap: () => ended(dovecot),
    async startImap() {
      dovecot = startDovecot(folder, imapPort);
      await answers(imapPort);
    },
    async close() {
      transport.close();
      await Promise.all([ended(postfix), ended(dovecot)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return servers;
}

/** Stays our child, so that we can end it: by itself it would leave us and go on. */
function startPostfix(folder: string, port: number): ChildProcess {
  const own = path.join(folder, 'postfix');
  for (const part of ['etc', 'queue', 'data']) mkdirSync(path.join(own, part), { recursive: true });
  const owner = execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' });
  chownSync(path.join(own, 'data'), Number(owner), 0);
  writeFileSync(path.join(own, 'etc/mailboxes'), `${MAILBOX} buzon/Maildir/\n`);
  writeFileSync(path.join(own, 'etc/main.cf'), MAIN_CF(folder, own));
  writeFileSync(path.join(own, 'etc/master.cf'), MASTER_CF(port));
  execFileSync('postfix', ['-c', path.join(own, 'etc'), 'check'], { stdio: 'ignore' });
  return spawn(MASTER, ['-c', path.join(own, 'etc'), '-d'], { stdio: 'ignore' });
}

const MAIN_CF = (folder: string, own: string) => `
compatibility_level = 3.6
queue_directory = ${own}/queue
data_directory = ${own}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${own}/log
maillog_file_prefixes = ${own}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.vigia.example.pe
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = vigia.example.pe
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = texthash:${own}/etc/mailboxes
virtual_uid_maps = static:${MAIL_OWNER}
virtual_gid_maps = static:${MAIL_OWNER}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = reject_unauth_destination
default_transport = error:this server delivers nothing elsewhere
`;

const MASTER_CF = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

function startDovecot(folder: string, port: number): ChildProcess {
  const own = path.join(folder, 'dovecot');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'dovecot.conf'), DOVECOT_CONF(folder, own, port));
  return spawn('dovecot', ['-F', '-c', path.join(own, 'dovecot.conf')], { stdio: 'ignore' });
}

const DOVECOT_CONF = (folder: string, own: string, port: number) => `
protocols = imap
listen = 127.0.0.1
base_dir = ${own}/run
state_dir = ${own}/state
log_path = ${own}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%n/Maildir
passdb {
  driver = static
  args = password=${MAILBOX_PASSWORD}
}
userdb {
  driver = static
  args = uid=${MAIL_OWNER} gid=${MAIL_OWNER} home=${folder}/mail/%n
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves once somebody speaks at the port. */
async function answers(port: number): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const spoke = await Promise.race([
      once(socket, 'data').then(
        () => true,
        () => false,
      ),
      sleep(1000, false),
    ]);
    socket.destroy();
    if (spoke) return;
    if (performance.now() > deadline) throw new Error(`nobody answers at port ${port}`);
    await sleep(50);
  }
}

/** Ends a server with the processes that it started, which would go on with whoever they serve. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const started = childrenOf(child.pid!);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}

/** The numbers of the processes that a process has started. */
function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([pid, of]) => (of === parent ? [pid!] : []));
}
