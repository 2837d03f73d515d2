import type { WebSocket } from 'ws';

/** What may wait in this process for one reader: then it is cut, as it does not read. */
const WAITING_BYTES_MAX = 1_000_000;
/** What a reader missed is sent when less than this waits, and no reader may let it wait longer. */
const PATIENT_BYTES_MAX = 64_000;
const PATIENCE_MS = 10_000;

/** Cuts readers that send without reading: answers would pile up for them. */
export function mindFlow(client: WebSocket): void {
  client.on('message', () => cutIfFull(client));
  client.on('ping', () => cutIfFull(client));
}

/** Sends a text. Patiently: resolves once there is room for more. Otherwise a reader for whom too much waits is cut. */
export async function write(client: WebSocket, text: string, patiently: boolean): Promise<void> {
  if (client.readyState !== client.OPEN) return;
  if (patiently && client.bufferedAmount > PATIENT_BYTES_MAX) return written(client, text);
  client.send(text);
  cutIfFull(client);
}

/** Resolves once the text, and what waited before it, is on its way. */
function written(client: WebSocket, text: string): Promise<void> {
  const patience = setTimeout(() => client.terminate(), PATIENCE_MS);
  const sent = new Promise<void>((resolve) => client.send(text, () => resolve()));
  return sent.finally(() => clearTimeout(patience));
}

function cutIfFull(client: WebSocket): void {
  // A farewell would wait behind everything else.
  if (client.bufferedAmount > WAITING_BYTES_MAX) client.terminate();
}
