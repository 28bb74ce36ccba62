import { type Kernel } from '#kernel/module';

/** All that this module takes of the kernel. No `secrets`, no `keys`: the process needs no master key. */
export type TransportKernel = Pick<Kernel, 'config' | 'clock' | 'log' | 'db' | 'blobs'>;
