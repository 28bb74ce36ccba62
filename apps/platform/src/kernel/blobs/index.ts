export * from './types.ts';
export { createBlobs } from './create-blobs.ts';
export { type BlobStore } from './blob-store.ts';
export { createFileBlobStore } from './file-blob-store.ts';
export { blobTasks, sweepGoneBlobs, sweepOrphanBlobs } from './blob-sweeper.ts';
export { blobsErrorTexts } from './errors.ts';
