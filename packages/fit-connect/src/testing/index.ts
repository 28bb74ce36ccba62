export { type CallbackReceiver, type CallbackRequest } from './callbacks.ts';
export {
  issueCertificate,
  issueRevocationList,
  type TestCertificate,
  type TestCertificateOptions,
} from './certificates.ts';
export {
  createDeliveryService,
  type DeliveryService,
  type DeliveryServiceOptions,
  type Fault,
  type NewTestDestination,
} from './delivery-service.ts';
export { memoryJournal } from './memory-journal.ts';
