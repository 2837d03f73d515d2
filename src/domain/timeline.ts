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
