import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { type Place, SOCKET_PORT } from './embedded-cluster.js';

const GIGABYTE = 1024 ** 3;

/** Settings as `-c name=value`, which count more than those in the folder's postgresql.conf. */
export async function settings({ socketFolder }: Place): Promise<string[]> {
  const access = socketFolder
    ? { listen_addresses: '', port: SOCKET_PORT, unix_socket_directories: quote(socketFolder) }
    : { listen_addresses: '127.0.0.1', port: await freePort(), unix_socket_directories: '' };
  const all = { ...access, unix_socket_permissions: '0700', ...DURABILITY, ...DISCRETION, ...size() };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const DURABILITY = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/**
 * Nothing that a user has typed may reach the log. Details and statements carry values, and so do the messages of
 * errors (`invalid input syntax for type date: "…"`): errors go to the client alone, the log has what is above them.
 */
const DISCRETION = {
  log_statement: 'none',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_min_duration_statement: -1,
  log_checkpoints: 'off',
};

function size() {
  const megabytes = totalmem() < 2 * GIGABYTE ? 64 : 256;
  return { shared_buffers: `${megabytes}MB`, max_connections: 200 };
}

/** The setting is a list with commas; a path with a comma or a blank needs quotes. */
function quote(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const found = server.address();
  await new Promise((closed) => server.close(closed));
  if (found === null || typeof found === 'string') throw new Error('No free port on 127.0.0.1');
  return found.port;
}
