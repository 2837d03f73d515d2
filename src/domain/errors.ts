import type { Issue } from './issues.js';

interface ErrorText {
  /** HTTP status at the REST door. */
  status: number;
  es: string;
  en: string;
  /** The exact words of the legacy contract where they are not the Spanish text. */
  legacy?: string;
}

/**
 * Everything that can go wrong and that a program may have to tell apart (spec/decisions.md, legacy-api part 1).
 * `{name}` is filled from the values given with the error.
 */
export const ERRORS = {
  INVALID_INPUT: { status: 400, es: 'Datos no válidos', en: 'Invalid input' },
  INVALID_REQUEST: { status: 400, es: '{reason}', en: '{reason}' },
  PAGE_TOO_SMALL: { status: 400, es: 'page must be >= 1', en: 'page must be >= 1' },
  PAGE_SIZE_OUT_OF_RANGE: {
    status: 400,
    es: 'page_size must be between 1 and 200',
    en: 'page_size must be between 1 and 200',
  },
  UNAUTHENTICATED: { status: 401, es: 'No autenticado', en: 'Not authenticated', legacy: 'Not authenticated' },
  INVALID_TOKEN: { status: 401, es: 'Token inválido', en: 'Invalid or expired token' },
  USER_NOT_FOUND: { status: 401, es: 'Usuario no encontrado', en: 'The account of this token is gone' },
  SIGNATURE_REFUSED: {
    status: 401,
    es: 'La firma no es válida o ya venció',
    en: 'The signature does not hold, or is too old',
  },
  WRONG_CREDENTIALS: { status: 401, es: 'Credenciales inválidas', en: 'Wrong credentials' },
  WRONG_CURRENT_PASSWORD: { status: 401, es: 'Contraseña actual incorrecta', en: 'The current password is wrong' },
  USER_INACTIVE: { status: 403, es: 'Usuario inactivo', en: 'The account is inactive' },
  USER_WITHOUT_ROLES: {
    status: 403,
    es: 'El usuario no tiene roles asignados. Contacte al administrador.',
    en: 'The account has no roles. Ask the administrator.',
  },
  PERMISSION_DENIED: {
    status: 403,
    es: 'Permiso denegado: se requiere {permission}',
    en: 'Permission denied: {permission} required',
    legacy: 'Permission denied: {permission} required',
  },
  OTP_REQUIRED: { status: 403, es: 'OTP requerido', en: 'A one-time code is required: ask for one' },
  OTP_INVALID: {
    status: 403,
    es: 'OTP inválido o expirado',
    en: 'The one-time code is wrong or expired: ask for a new one',
  },
  OTP_ATTEMPTS_SPENT: { status: 429, es: 'Demasiados intentos', en: 'Too many attempts: ask for a new one-time code' },
  OTP_NOT_ASKED_FOR: {
    status: 400,
    es: 'Este servidor no pide OTP: exporte el documento sin código',
    en: 'This server asks for no one-time code: make the document without one',
  },
  ACCOUNT_WITHOUT_EMAIL: {
    status: 400,
    es: 'Su cuenta no tiene un correo válido al que enviar el OTP: pida al administrador que lo registre',
    en: 'Your account has no e-mail address to send the one-time code to: ask the administrator to add one',
  },
  EMPTY_MESSAGE: { status: 400, es: 'Mensaje vacío', en: 'The message is empty' },
  CHANNEL_UNSUPPORTED: { status: 400, es: 'Canal no soportado', en: 'No such channel (email, sms or whatsapp)' },
  NO_REPORTER_EMAIL: {
    status: 400,
    es: 'Este ICSR no tiene email del reportante',
    en: 'The case has no valid e-mail address of the reporter',
  },
  NO_REPORTER_PHONE: {
    status: 400,
    es: 'Este ICSR no tiene teléfono',
    en: 'The case has no valid telephone number of the reporter',
  },
  NO_REPORTER_WHATSAPP: {
    status: 400,
    es: 'Este ICSR no tiene WhatsApp/teléfono',
    en: 'The case has no valid WhatsApp or telephone number of the reporter',
  },
  MESSAGE_NOT_FOUND: { status: 404, es: 'Mensaje no encontrado', en: 'There is no such message' },
  MESSAGE_NOT_FAILED: {
    status: 409,
    es: 'Solo se reenvía un mensaje que no se pudo entregar',
    en: 'Only a message that could not be delivered is sent again',
  },
  CASE_NOT_FOUND: { status: 404, es: 'ICSR no encontrado', en: 'Case not found' },
  EVENT_NOT_FOUND: {
    status: 404,
    es: 'Evento no encontrado para este ICSR',
    en: 'The case has no such event',
  },
  SNAPSHOT_NOT_FOUND: {
    status: 404,
    es: 'Instantánea no encontrada para este ICSR',
    en: 'The case has no such snapshot',
  },
  PRODUCT_NOT_FOUND: { status: 404, es: 'Producto no encontrado', en: 'Product not found' },
  PRODUCT_SHEET_NOT_FOUND: {
    status: 404,
    es: 'El producto no tiene ficha técnica almacenada',
    en: 'The product has no stored sheet',
  },
  SIGNATURE_NOT_FOUND: { status: 404, es: 'Perfil de firma no encontrado', en: 'Signature profile not found' },
  INBOUND_NOT_FOUND: { status: 404, es: 'Mensaje recibido no encontrado', en: 'There is no such inbound message' },
  FILE_NOT_FOUND: { status: 404, es: 'Archivo no encontrado', en: 'File not found' },
  ROUTE_NOT_FOUND: { status: 404, es: 'Ruta no encontrada', en: 'No such route' },
  CASE_NUMBER_TAKEN: { status: 409, es: 'Ya existe un ICSR con ese número', en: 'Another case has that number' },
  INTERNAL_CODE_TAKEN: {
    status: 409,
    es: 'Ya existe un ICSR con ese código interno',
    en: 'Another case has that internal code',
  },
  REGISTRATION_TAKEN: {
    status: 409,
    es: 'Ya existe un producto con ese número de registro',
    en: 'Another product has that registration number',
  },
  INBOUND_HANDLED: {
    status: 409,
    es: 'Este mensaje ya fue atendido, o todavía se está leyendo: vuelva a leer la bandeja',
    en: 'This message has been handled already, or is still being read: read the inbox again',
  },
  CASE_IN_USE: {
    status: 409,
    es: 'No se puede eliminar por otras restricciones. Considera soft-delete o ON DELETE CASCADE.',
    en: 'The case cannot be deleted: it is the master of another case',
  },
  DUPLICATE_MASTER_MISSING: {
    status: 400,
    es: 'picked_id es requerido cuando final es duplicado',
    en: 'A duplicate needs a master',
  },
  DUPLICATE_MASTER_INVALID: { status: 400, es: 'picked_id no válido', en: 'No other case, or a duplicate itself' },
  DUPLICATE_IS_MASTER: {
    status: 409,
    es: 'Este ICSR es el maestro de otros ({cases}): decida primero sobre ellos',
    en: 'The case is the master of others ({cases}): decide on them first',
  },
  VERSION_CONFLICT: {
    status: 412,
    es: 'El caso fue modificado por otro usuario',
    en: 'The case was changed by somebody else: read it again',
  },
  EVENTS_GONE: {
    status: 410,
    es: 'Lo que siguió a ese evento ya no se conserva: vuelva a leer los datos y suscríbase sin `after`',
    en: 'What came after that event is no longer kept: read the data again and subscribe without `after`',
  },
  BODY_TOO_LARGE: {
    status: 413,
    es: 'El cuerpo de la petición es demasiado grande',
    en: 'The request body is too large',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    es: 'Tipo de contenido no soportado: envíe application/json',
    en: 'Unsupported content type: send application/json',
  },
  LOGIN_FIELDS_MISSING: {
    status: 422,
    es: 'Usuario y contraseña requeridos',
    en: 'User name and password are required',
  },
  PASSWORD_TOO_SHORT: {
    status: 422,
    es: 'Nueva contraseña muy corta (mín {min})',
    en: 'The new password is too short (at least {min} characters)',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    es: 'Demasiados intentos. Intente de nuevo en {minutes} minutos.',
    en: 'Too many attempts. Try again in {minutes} minutes.',
  },
  EXPORT_BUSY: {
    status: 429,
    es: 'Hay demasiados documentos en espera. Intente de nuevo en {seconds} segundos.',
    en: 'Too many documents are waiting. Try again in {seconds} seconds.',
  },
  MAILS_BUSY: {
    status: 429,
    es: 'Se están recibiendo demasiados correos a la vez. Entréguelo de nuevo en {seconds} segundos.',
    en: 'Too many mails are coming in at once. Deliver it again in {seconds} seconds.',
  },
  NOT_A_PDF: {
    status: 400,
    es: 'El archivo no es un PDF completo: envíe la ficha técnica en formato PDF',
    en: 'The file is no complete PDF: send the sheet as PDF',
  },
  IMAGE_TYPE: {
    status: 400,
    es: 'La imagen no es PNG ni JPEG: conviértala a uno de esos formatos y envíela de nuevo',
    en: 'The picture is neither PNG nor JPEG: convert it to one of them and send it again',
  },
  IMAGE_TOO_LARGE: {
    status: 400,
    es: 'La imagen pesa demasiado: el máximo es {kilobytes} kB',
    en: 'The picture is too large: at most {kilobytes} kB',
  },
  IMAGE_TOO_MANY_PIXELS: {
    status: 400,
    es: 'La imagen tiene demasiados píxeles: el máximo es {megapixels} megapíxeles (por ejemplo, 2000 × 2000)',
    en: 'The picture has too many pixels: at most {megapixels} megapixels (as 2000 × 2000)',
  },
  IMAGE_DAMAGED: {
    status: 400,
    es: 'La imagen está incompleta o dañada: envíe otra copia del archivo',
    en: 'The picture is cut off or damaged: send another copy of the file',
  },
  UPLOAD_REFUSED: {
    status: 400,
    es: 'No se pudo leer el formulario: envíe un solo archivo como multipart/form-data',
    en: 'The form could not be read: send a single file as multipart/form-data',
  },
  NOT_VERIFIABLE: {
    status: 400,
    es: 'El archivo no es un PDF: envíe el documento tal como lo recibió',
    en: 'The file is no PDF: send the document as you received it',
  },
  DOCUMENT_REFUSED: { status: 400, es: '{es}', en: '{en}' },
  PKCS12_REFUSED: {
    status: 400,
    es: 'No se puede firmar con este archivo PKCS#12: {es}',
    en: 'This PKCS#12 file cannot sign: {en}',
  },
  FORMAT_UNSUPPORTED: {
    status: 400,
    es: 'Formato no soportado por ahora (solo pdf)',
    en: 'No such format for now (only pdf)',
  },
  SOURCE_UNSUPPORTED: {
    status: 400,
    es: 'Fuente no soportada (official o light)',
    en: 'No such source (official or light)',
  },
  EXPORT_FAILED: {
    status: 500,
    es: 'No se pudo generar ni PDF ni DOCX',
    en: 'Neither PDF nor DOCX could be made',
  },
  GATEWAY_FAILED: {
    status: 502,
    es: 'Fallo del proveedor de mensajes: {problem}',
    en: 'The message gateway failed: {problem}',
  },
  DELIVERY_FAILED: { status: 502, es: 'Fallo SMTP: {problem}', en: 'SMTP failure: {problem}' },
  FILES_UNAVAILABLE: {
    status: 503,
    es: 'El almacén de documentos no responde. Intente de nuevo en unos minutos; si continúa, avise al administrador.',
    en: 'The store of documents does not answer. Try again in some minutes; if it goes on, tell the administrator.',
  },
  SIGNING_FAILED: {
    status: 500,
    es: 'No se pudo firmar el documento. Avise al administrador.',
    en: 'The document could not be signed. Tell the administrator.',
  },
  INTERNAL: { status: 500, es: 'Error interno', en: 'Internal error' },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorLanguage = 'es' | 'en' | 'legacy';

/** The only error that may reach a client. Everything else is an internal one. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly values: Record<string, string | number> = {},
    readonly issues: readonly Issue[] = [],
  ) {
    super(code);
    this.name = 'DomainError';
  }
}

/** Input that does not fit, with every fault found. */
export function invalidInput(issues: readonly Issue[]): DomainError {
  return new DomainError('INVALID_INPUT', {}, issues);
}

/** What a person is told about an error, with its values filled in. */
export function errorText(error: DomainError, language: ErrorLanguage): string {
  const texts: ErrorText = ERRORS[error.code];
  const text = language === 'legacy' ? (texts.legacy ?? texts.es) : texts[language];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(error.values[name] ?? whole));
}
