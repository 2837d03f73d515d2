/** The program under the work died: another one may do it. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone';
}

/** The document is not one that can be printed. No other attempt will help, and the engine is not to blame. */
export class DocumentUnfit extends Error {
  override readonly name = 'DocumentUnfit';
}

/**
 * Does `work` until `signal` aborts or the time is over, which fires the signal that it is given. Work whose program died
 * is done once more.
 */
export async function attempt<Result>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal ? AbortSignal.any([deadline, signal]) : deadline;
  try {
    return await work(stop).catch((error: unknown) => {
      if (!(error instanceof EngineGone) || stop.aborted) throw error;
      return work(stop);
    });
  } catch (error) {
    throw deadline.aborted ? new Error(`no PDF after ${timeoutMs} ms`, { cause: error }) : error;
  }
}

/** What `work` gives, or the reason of `stop` as soon as that fires. */
export async function unlessStopped<Result>(work: Promise<Result>, stop: AbortSignal): Promise<Result> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(stop.reason);
  if (stop.aborted) onAbort();
  stop.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([stopped.promise, work]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}

const FAILURE_KEPT_MS = 30_000;

/** Success is kept for good; a failure for half a minute, so that each export does not search the machine anew. */
export function keptForAWhile<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    if (made) return made;
    made = make();
    made.catch(() => setTimeout(() => (made = undefined), FAILURE_KEPT_MS).unref());
    return made;
  };
}
