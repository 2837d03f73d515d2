// Invented registration holders: none of them exists.
export const KILLARUMI = 'Laboratorios Killarumi - Perú';
export const WAYLLA = 'Farmacéutica Wayllapampa - Perú';
export const INKANTAYA = 'Laboratorios Inkantaya - Perú';
export const ANDOQUIM = 'Andoquímica Sureña - Perú';
export const TARPUY = 'Biológicos Tarpuymanta - India';
export const SARVO = 'Sarvodhara Remedies - India';
export const TINAJA = 'Laboratorio Río Tinaja - Argentina';
export const IPEMAR = 'Laboratório Ipêmar - Brasil';
export const NORDWERK = 'Nordwald Arzneiwerk - Alemania';

/** A product as it is sold: trade name with generic one, active ingredient, form, holder, registration, route. */
export function sold(
  nombreProducto: string,
  ifa: string,
  formaFarmaceutica: string,
  laboratorioPais: string,
  registroSanitario: string,
  viaAdministracion: string,
) {
  return { nombreProducto, ifa, formaFarmaceutica, laboratorioPais, registroSanitario, viaAdministracion };
}
