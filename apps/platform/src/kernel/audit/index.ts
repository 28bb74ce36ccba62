export * from './types.ts';
export { createAudit, type AuditLine, type AuditReader } from './create-audit.ts';
export { auditTasks, closeAuditBatches, verifyAuditChain, type AuditChainCheck } from './audit-chain.ts';
