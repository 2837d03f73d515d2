import { AdverseEventData } from '../entities/adverse-event.js';
import type { View } from '../entities/selection.js';
import { changePassword } from '../use-cases/account/change-password.js';
import { login } from '../use-cases/account/login.js';
import { me } from '../use-cases/account/me.js';
import { createCase } from '../use-cases/case/create.js';
import { deleteCase } from '../use-cases/case/delete.js';
import { listCases } from '../use-cases/case/list.js';
import { readCase, summariseDelete } from '../use-cases/case/read.js';
import { replaceCase, updateCase } from '../use-cases/case/update.js';
import { codeEvents, replaceEvents, updateEvent } from '../use-cases/event/change.js';
import { listEvents, listEventsOfCases } from '../use-cases/event/list.js';
import { readExportContext } from '../use-cases/export/context.js';
import { exportCase } from '../use-cases/export/make.js';
import { requestExportOtp } from '../use-cases/export/request-otp.js';
import { previewCase } from '../use-cases/export/preview.js';
import { CATALOG_ROUTES } from './catalog-routes.js';
import { DUPLICATE_ROUTES } from './duplicate-routes.js';
import { FIRMA_ROUTES } from './firma-routes.js';
import { FOLLOWUP_ROUTES } from './followup-routes.js';
import { RECORD_ROUTES } from './record-routes.js';
import { SIGNATURE_ROUTES } from './signature-routes.js';
import {
  expectedVersion,
  identifiers,
  idsParameter,
  numberParameter,
  parameter,
  type Route,
  route,
  type WireRequest,
} from './route.js';
import {
  accountToWire,
  bodyOf,
  caseToWire,
  documentToWire,
  LIST_ITEM,
  loginToWire,
  ORDER_BY,
  otpToWire,
  previewToWire,
  whoToWire,
} from './shapes.js';
import { caseFromWire, rowFromWire, rowsFromWire } from './wire.js';

const REST: View = { naming: 'rest' };
/** Cases pass by as the database wrote them. */
const TEXT: View = { ...REST, asText: true };
const ALL_LISTS = ['products', 'concomitants', 'followupEntries', 'events'];
/** Events have routes of their own: a form that sends back the events it once read must not undo their coding. */
const FORM_LISTS = ['products', 'concomitants', 'followupEntries'];

const caseInput = (request: WireRequest) => ({
  ...identifiers(request),
  version: expectedVersion(request),
  input: caseFromWire(request.body, FORM_LISTS),
});
const eventsInput = (request: WireRequest) => ({
  ...identifiers(request),
  version: expectedVersion(request),
  events: rowsFromWire(AdverseEventData, bodyOf(request).eventos),
});
const passwordInput = (request: WireRequest) => ({ ...identifiers(request), password: bodyOf(request).password });
const idsInput = (request: WireRequest) => ({ ids: idsParameter(request) });
const deleted = {
  input: passwordInput,
  reply: ({ deletedId }: { deletedId: number }) => ({ body: { ok: true, deleted_id: deletedId } }),
};

/** The documented routes (legacy-api part 1). A row says where; what happens is the use-case's. */
export const ROUTES: readonly Route[] = [
  route('POST', '/auth/login', login, {
    input: ({ body }) => body ?? {},
    reply: loginToWire,
    body: 'Login',
    answer: 'Token',
  }),
  route('GET', '/auth/me', me, { reply: accountToWire, answer: 'Account' }),
  route('GET', '/auth/whoami', me, { reply: whoToWire, answer: 'Who' }),
  route('POST', '/auth/change-password', changePassword, {
    input: (request) => ({
      currentPassword: bodyOf(request).current_password,
      newPassword: bodyOf(request).new_password,
    }),
    body: 'PasswordChange',
  }),

  route('GET', '/icsr', listCases, {
    input: (request) => ({
      page: numberParameter(request, 'page', 1),
      pageSize: numberParameter(request, 'page_size', 20),
      filter: {
        search: parameter(request, 'q'),
        estado: parameter(request, 'estado'),
        gravedad: parameter(request, 'gravedad'),
        fechaDesde: parameter(request, 'fecha_desde', 'date_from'),
        fechaHasta: parameter(request, 'fecha_hasta', 'date_to'),
      },
      order: ORDER_BY(parameter(request, 'order_by'), parameter(request, 'order_dir')),
    }),
    view: { ...TEXT, selection: LIST_ITEM },
    answer: 'CasePage',
  }),
  route('POST', '/icsr', createCase, {
    input: ({ body }) => ({ input: caseFromWire(body, ALL_LISTS) }),
    view: TEXT,
    reply: caseToWire(201),
    status: 201,
    body: 'CaseInput',
    answer: 'Case',
  }),
  route('GET', '/icsr/eventos', listEventsOfCases, { input: idsInput, view: REST, answer: 'EventsByCase' }),
  route('GET', '/icsr/_bulk/eventos', listEventsOfCases, { input: idsInput, view: REST, answer: 'EventsByCase' }),
  route('GET', '/icsr/:icsr_id', readCase, { view: TEXT, reply: caseToWire(200), answer: 'Case' }),
  route('PUT', '/icsr/:icsr_id', updateCase, {
    input: caseInput,
    view: TEXT,
    reply: caseToWire(200),
    body: 'CaseInput',
    answer: 'Case',
  }),
  route('PUT', '/icsr/:icsr_id/full', replaceCase, {
    input: caseInput,
    view: TEXT,
    reply: caseToWire(200),
    body: 'CaseInput',
    answer: 'Case',
  }),
  route('GET', '/icsr/:icsr_id/delete-summary', summariseDelete, { answer: 'DeleteSummary' }),
  route('DELETE', '/icsr/:icsr_id', deleteCase, { ...deleted, body: 'Password', answer: 'Deleted' }),
  route('POST', '/icsr/:icsr_id\\:delete', deleteCase, { ...deleted, body: 'Password', answer: 'Deleted' }),

  route('GET', '/icsr/:icsr_id/eventos', listEvents, { view: REST, answer: 'Events' }),
  route('PUT', '/icsr/:icsr_id/eventos', replaceEvents, {
    input: eventsInput,
    view: REST,
    body: 'EventsInput',
    answer: 'Events',
  }),
  route('PUT', '/icsr/:icsr_id/meddra', codeEvents, {
    input: eventsInput,
    view: REST,
    body: 'EventsInput',
    answer: 'Events',
  }),
  route('PUT', '/icsr/:icsr_id/eventos/:evento_id', updateEvent, {
    input: (request) => ({
      ...identifiers(request),
      version: expectedVersion(request),
      input: rowFromWire(AdverseEventData, request.body),
    }),
    view: REST,
    body: 'EventInput',
    answer: 'Event',
  }),

  route('GET', '/icsr/:icsr_id/export/modelo-b.docx', exportCase, {
    input: (request) => ({ ...identifiers(request), kind: 'MODELO_B_DOCX' }),
    reply: documentToWire,
    answer: 'Document',
  }),
  route('GET', '/icsr/:icsr_id/export/modelo-b.pdf', exportCase, {
    input: (request) => ({ ...identifiers(request), kind: 'MODELO_B_PDF' }),
    reply: documentToWire,
    answer: 'Document',
  }),
  route('GET', '/icsr/:icsr_id/export/digemid', exportCase, {
    input: (request) => ({
      ...identifiers(request),
      kind: 'DIGEMID',
      format: parameter(request, 'formato'),
      otp: parameter(request, 'otp'),
    }),
    reply: documentToWire,
    answer: 'OfficialDocument',
  }),
  route('POST', '/icsr/:icsr_id/export/digemid/otp', requestExportOtp, { reply: otpToWire, answer: 'SentOtp' }),
  route('GET', '/icsr/:icsr_id/preview/pdf', previewCase, {
    input: (request) => ({ ...identifiers(request), source: parameter(request, 'source') }),
    reply: previewToWire,
    answer: 'Preview',
  }),
  route('GET', '/icsr/:icsr_id/export/context', readExportContext, { answer: 'ExportContext' }),

  ...DUPLICATE_ROUTES,
  ...CATALOG_ROUTES,
  ...FIRMA_ROUTES,
  ...SIGNATURE_ROUTES,
  ...FOLLOWUP_ROUTES,
  ...RECORD_ROUTES,
];
