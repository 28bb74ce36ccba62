export {
  createDeliveryService,
  type DeliveryService,
  type DeliveryServiceOptions,
  type Fault,
  type NewTestDestination,
} from './delivery-service.ts';
export { memoryJournal } from './memory-journal.ts';
