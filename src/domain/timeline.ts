const DAY_MS = 24 * 60 * 60 * 1000;

export interface Timeline {
  ltFechaRecibidoColaborador?: string | null;
  ltFechaRecibidoUfv?: string | null;
  ltFechaEnvioDigemid?: string | null;
}

export interface DayCounts {
  ltDiasColabUfv?: number;
  ltDiasUfvDigemid?: number;
}

/**
 * Day counts that a change leaves without one of their dates: what was counted from two days does not outlive one of them.
 * None of those that the caller sends.
 */
export function dayCountsLost(values: object, before: Timeline, after: Timeline): Record<string, null> {
  const still = dayCounts(after);
  const lost = Object.keys(dayCounts(before)).filter((name) => !(name in still) && !(name in values));
  return Object.fromEntries(lost.map((name) => [name, null]));
}

/** Days between the dates of a case's timeline, for those pairs of which both are known (spec/decisions.md "Cases"). */
export function dayCounts(timeline: Timeline): DayCounts {
  const { ltFechaRecibidoColaborador: collaborator, ltFechaRecibidoUfv: unit, ltFechaEnvioDigemid: sent } = timeline;
  return {
    ...(collaborator && unit && { ltDiasColabUfv: daysBetween(collaborator, unit) }),
    ...(unit && sent && { ltDiasUfvDigemid: daysBetween(unit, sent) }),
  };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
