/** What a person should know of a message that could not be shown as it came. The message itself is always kept whole. */
export const NOTES = {
  textCut: (characters: number) =>
    `El texto se muestra hasta el carácter ${characters}: el resto está en el mensaje original.`,
  attachmentsLeft: (left: number, most: number) =>
    `Hay ${left} adjuntos más que los ${most} que se guardan: están en el mensaje original.`,
  cutOff: (bytes: number, kept: number) =>
    `El mensaje mide ${bytes} bytes y se guardaron los primeros ${kept}: el mensaje completo está en el buzón.`,
  noText: () => 'No se encontró texto: abra el mensaje original.',
  unreadable: () => 'No se pudo leer: abra el mensaje original.',
  sameId: () => 'Otro mensaje distinto llegó antes con el mismo Message-ID: decida si pertenece al mismo caso.',
  bounced: () => 'Devuelto por el servidor de correo del destinatario',
  media: (count: number) =>
    `El mensaje trae ${count} archivos que VIGIA no descarga: ábralos en la consola del proveedor.`,
} as const;

/** Why the bytes of an attachment are only in the original message. */
export type AttachmentProblem = 'TOO_LARGE' | 'PROGRAM';
