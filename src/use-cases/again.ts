import { DomainError, type ErrorCode } from '../domain/errors.js';

const TRIES_MAX = 10;
const DEADLOCK_CODES = new Set(['40P01', '40001']);

/** Two changes that stand in each other's way are no fault of the caller: the loser simply goes again. */
export async function untilDone<Output>(
  again: (constraint: string) => boolean,
  attempt: () => Promise<Output>,
): Promise<Output> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (tries < TRIES_MAX && (DEADLOCK_CODES.has(code ?? '') || again(constraint ?? ''))) continue;
      throw asDomainError(constraint) ?? error;
    }
  }
}

/** Constraints of the database that speak of a caller's mistake. */
const CONSTRAINTS: Record<string, ErrorCode> = {
  icsr_numero_unique: 'CASE_NUMBER_TAKEN',
  icsr_codigo_interno_lab_unique: 'INTERNAL_CODE_TAKEN',
  icsr_dup_of_id_foreign: 'CASE_IN_USE',
  products_numero_registro_unique: 'REGISTRATION_TAKEN',
};

function asDomainError(constraint: string | undefined): DomainError | undefined {
  const code = constraint && CONSTRAINTS[constraint];
  return code ? new DomainError(code) : undefined;
}
