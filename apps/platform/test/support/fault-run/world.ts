import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../demo-process.ts';
import { createFaultDatabase, type FaultDatabase } from './database.ts';
import { createPrograms, type Programs } from './programs.ts';
import { register, type Registered } from './registration.ts';
import { senderFiles } from './sender-files.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { createWire, type Wire } from './wire.ts';

/** Everything that takes part in a run, on folders, ports and a database of its own. */
export interface World {
  folders: Folders;
  database: FaultDatabase;
  programs: Programs;
  wires: { api: Wire; database: Wire; receiver: Wire };
  disks: Record<'blobs' | 'target' | 'state', SmallDisk | null>;
  registered: Registered;
  sender: ReturnType<typeof senderFiles>;
  connectorUrl: string;
  receiverUrl: string;
  replyToken: string;
  close(): Promise<void>;
}

export interface Folders {
  home: string;
  service: string;
  blobs: string;
  /** Of the connector: what it remembers. */
  state: string;
  /** Of the connector: what the back office with the folder gets. */
  target: string;
  /** Where that back office takes its submissions to. */
  taken: string;
  /** Where it puts replies. */
  replies: string;
  /** Of the receiver over HTTP. */
  office: string;
  sender: string;
}

export interface WorldOptions {
  seed: number;
  submissions: number;
  lanes: number;
  paceMs: number;
  random: () => number;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const folders = foldersIn(mkdtempSync(join(tmpdir(), 'verbund-faults-')));
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step();
    rmSync(folders.home, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 });
  };
  try {
    const bytes = 64_000_000 + options.submissions * 2_000_000;
    const disks = {
      blobs: mountSmallDisk(folders.blobs, bytes),
      target: mountSmallDisk(folders.target, bytes),
      state: mountSmallDisk(folders.state, bytes),
    };
    for (const disk of Object.values(disks)) if (disk) closing.push(() => disk.unmount());
    const database = await createFaultDatabase(join(folders.home, 'database'));
    closing.push(() => database.stop());
    const ports = await freePorts();
    const wires = {
      api: await createWire(ports.service, options.random),
      database: await createWire(database.port(), options.random),
      receiver: await createWire(ports.receiver, options.random),
    };
    for (const wire of Object.values(wires)) closing.push(() => wire.close());
    const throughWire = new URL(database.url());
    throughWire.port = String(wires.database.port);
    const programs = createPrograms(folders, ports, { databaseUrl: throughWire.href, publicUrl: wires.api.url });
    for (const program of Object.values(programs)) closing.push(() => program.stop());
    programs.service.start();
    await programs.service.ready();
    const replyToken = 'a token of the back office';
    const registered = await register(folders, { ...options, ports, wires, replyToken, databaseUrl: database.url() });
    for (const program of [programs.receiver, programs.connector, programs.sender]) program.start();
    await Promise.all(Object.values(programs).map((program) => program.ready()));
    return {
      folders,
      database,
      programs,
      wires,
      disks,
      registered,
      sender: senderFiles(folders.sender),
      connectorUrl: `http://127.0.0.1:${String(ports.connector)}`,
      receiverUrl: `http://127.0.0.1:${String(ports.receiver)}`,
      replyToken,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function foldersIn(home: string): Folders {
  const service = join(home, 'service');
  return {
    home,
    service,
    blobs: join(service, 'blobs'),
    state: join(home, 'state'),
    target: join(home, 'target'),
    taken: join(home, 'taken'),
    replies: join(home, 'replies'),
    office: join(home, 'office'),
    sender: join(home, 'sender'),
  };
}

export interface Ports {
  service: number;
  connector: number;
  receiver: number;
}

async function freePorts(): Promise<Ports> {
  const service = await freePort();
  const connector = await freePort(service + 13);
  return { service, connector, receiver: await freePort(connector + 13) };
}
