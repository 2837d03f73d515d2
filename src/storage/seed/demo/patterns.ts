import type { CaseData } from '../../../entities/case.js';
import type { ConcomitantData } from '../../../entities/concomitant.js';
import type { ProductData } from '../../../entities/product.js';
import type { DaysAgo } from './calendar.js';
import type { Period, Relative } from './types.js';

export const MARLENE = 'Q.F. Marlene Arana Quispe';
export const IVAN = 'Q.F. Iván Solórzano Díaz';

/** What is only sometimes known of a patient. */
interface Known {
  kg?: number;
  dni?: string;
  birthday?: string;
  born?: DaysAgo;
}

export function patient(pacienteIniciales: string, pacienteSexo: 'F' | 'M', pacienteEdad: number, known: Known = {}) {
  const { kg: pacientePeso, dni: pacienteDni, birthday, born } = known;
  return { pacienteIniciales, pacienteSexo, pacienteEdad, pacientePeso, pacienteDni, birthday, born };
}

export function serious(...eaCriteriosGravedad: string[]): Pick<CaseData, 'gravedad' | 'eaCriteriosGravedad'> {
  return { gravedad: 'Grave', eaCriteriosGravedad };
}

/** A suspected product as one patient used it. */
export function suspect(
  product: Relative<ProductData>,
  dosisFrecuencia: string,
  motivoPrescripcion: string,
  [fechaInicio, fechaFin]: Period,
  more: Relative<ProductData> = {},
): Relative<ProductData> {
  return { ...product, dosisFrecuencia, motivoPrescripcion, fechaInicio, fechaFin, ...more };
}

/** A product taken beside the suspected one. */
export function also(
  nombreProducto: string,
  dosisFrecuencia: string,
  viaAdministracion: string,
  motivoPrescripcion: string,
  [fechaInicio, fechaFin]: Period = [],
): Relative<ConcomitantData> {
  return { nombreProducto, dosisFrecuencia, viaAdministracion, motivoPrescripcion, fechaInicio, fechaFin };
}

/** Answers to the four questions of the form on stopping a product and giving it again. */
function answers(stopped: string, reduced: string, again: string, before: string) {
  return {
    desaparecioAlSuspender: stopped,
    desaparecioAlDisminuirDosis: reduced,
    reaparecioReexposicion: again,
    antecedenteReaccion: before,
  };
}

export const GONE_WHEN_STOPPED = answers('si', 'no_aplica', 'no_aplica', 'no');
export const NOT_GONE_WHEN_STOPPED = answers('no', 'no_aplica', 'no_aplica', 'no');
export const GONE_WHEN_REDUCED = answers('no_aplica', 'si', 'no_aplica', 'no');
export const CAME_BACK = answers('si', 'no_aplica', 'si', 'si');
/** One dose, or a product that was not stopped: there is nothing to observe. */
export const NOT_STOPPED = answers('no_aplica', 'no_aplica', 'no_aplica', 'no');

export const UNTREATED = { pacienteRecibioTratamientoRam: 'no' };

export function treated(detalleTratamientoRam: string) {
  return { pacienteRecibioTratamientoRam: 'si', detalleTratamientoRam };
}
