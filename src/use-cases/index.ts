import { changePassword } from './account/change-password.js';
import { login } from './account/login.js';
import { me } from './account/me.js';
import { forgetOldAnnouncements } from './announcement/forget.js';
import { readLastEvent } from './announcement/last.js';
import { exportAudit } from './audit/export.js';
import { listAudit } from './audit/list.js';
import { verifyAudit } from './audit/verify.js';
import { createCase } from './case/create.js';
import { deleteCase } from './case/delete.js';
import { browseCases, listCases } from './case/list.js';
import { findCase, readCase, summariseDelete } from './case/read.js';
import { replaceCase, updateCase } from './case/update.js';
import { watchCases } from './case/watch.js';
import { createCatalogProduct, deleteCatalogProduct, updateCatalogProduct } from './catalog/change.js';
import { browseCatalogProducts, listCatalogProducts } from './catalog/list.js';
import { findByRegistration, findCatalogProduct, readByRegistration, readCatalogProduct } from './catalog/read.js';
import { readProductSheet, removeProductSheet, storeProductSheet } from './catalog/sheet.js';
import { upsertCatalogProducts } from './catalog/upsert.js';
import { settle } from './document/settle.js';
import { checkDuplicates, checkDuplicatesOfCases } from './duplicate/check.js';
import { decideDuplicate } from './duplicate/decide.js';
import { keepDuplicates } from './duplicate/keep.js';
import { countValues } from './duplicate/count.js';
import { learnNewCases } from './duplicate/learn.js';
import { giveSecondOpinion } from './duplicate/opinion.js';
import { beginScan, listClusters, stepScan } from './duplicate/scan.js';
import { codeEvents, replaceEvents, updateEvent } from './event/change.js';
import { listEvents, listEventsOfCases } from './event/list.js';
import { readExportContext } from './export/context.js';
import { readAuthority } from './export/authority.js';
import { downloadExport } from './export/download.js';
import { listExports } from './export/list.js';
import { exportCase } from './export/make.js';
import { requestExportOtp } from './export/request-otp.js';
import { previewCase } from './export/preview.js';
import { verifyDocument } from './export/verify.js';
import { askForMissingData, askReporter } from './followup/ask.js';
import { deliverMessages } from './followup/deliver.js';
import { beginCase, recordOutcome, withdrawMessage } from './followup/outcome.js';
import { retryFollowup, sendFollowup } from './followup/send.js';
import { readThread } from './followup/thread.js';
import { watchFollowups } from './followup/watch.js';
import { assignInbound, createCaseFromInbound, dismissInbound } from './inbound/decide.js';
import { downloadInbound } from './inbound/download.js';
import { findInbound, listAttachments, listInbound } from './inbound/list.js';
import { receiveInbound } from './inbound/receive.js';
import { sortInbound } from './inbound/sort.js';
import { watchInbox } from './inbound/watch.js';
import { checkInternalCode } from './internal-code/check.js';
import { takeInternalCode } from './internal-code/next.js';
import { addressNotices } from './notification/address.js';
import { sendNotice } from './notification/send.js';
import { storeSignatureAsset } from './signature/assets.js';
import { readSignature, readSignatureImage } from './signature/read.js';
import { updateSignature } from './signature/update.js';
import { compareSnapshots } from './snapshot/compare.js';
import { listSnapshots, readSnapshot } from './snapshot/read.js';
import { takeSnapshot } from './snapshot/take.js';
import type { UseCase } from './use-case.js';
import { tidyJobQueue } from './tidy-queue.js';
import { listVocabularies } from './vocabulary/list.js';

/** Everything that can be done here, by any door. Tests walk this list. */
export const USE_CASES: readonly UseCase[] = [
  login,
  me,
  changePassword,
  listCases,
  browseCases,
  findCase,
  readCase,
  watchCases,
  watchFollowups,
  watchInbox,
  readLastEvent,
  createCase,
  updateCase,
  replaceCase,
  summariseDelete,
  deleteCase,
  takeInternalCode,
  checkInternalCode,
  takeSnapshot,
  listSnapshots,
  readSnapshot,
  compareSnapshots,
  checkDuplicates,
  checkDuplicatesOfCases,
  decideDuplicate,
  keepDuplicates,
  listEvents,
  listEventsOfCases,
  replaceEvents,
  updateEvent,
  codeEvents,
  exportCase,
  requestExportOtp,
  previewCase,
  readExportContext,
  downloadExport,
  verifyDocument,
  readAuthority,
  listExports,
  readThread,
  sendFollowup,
  retryFollowup,
  deliverMessages,
  askForMissingData,
  askReporter,
  recordOutcome,
  withdrawMessage,
  beginCase,
  settle,
  beginScan,
  stepScan,
  listClusters,
  giveSecondOpinion,
  countValues,
  learnNewCases,
  listAudit,
  exportAudit,
  verifyAudit,
  listCatalogProducts,
  browseCatalogProducts,
  findCatalogProduct,
  readCatalogProduct,
  findByRegistration,
  readByRegistration,
  createCatalogProduct,
  updateCatalogProduct,
  deleteCatalogProduct,
  upsertCatalogProducts,
  storeProductSheet,
  readProductSheet,
  removeProductSheet,
  readSignature,
  updateSignature,
  storeSignatureAsset,
  readSignatureImage,
  listInbound,
  assignInbound,
  createCaseFromInbound,
  dismissInbound,
  findInbound,
  listAttachments,
  downloadInbound,
  receiveInbound,
  sortInbound,
  listVocabularies,
  addressNotices,
  sendNotice,
  tidyJobQueue,
  forgetOldAnnouncements,
];
