import { type Answers, type FileAnswer, fromFimJson, nodesByPath, type SchemaModel } from '@verbund/xdatenfelder';

/** What is known of an attachment before and after it was stored. */
export interface NamedFile {
  attachmentId: string;
  filename: string;
  mimeType: string;
  purpose: string;
  description: string;
  bytes: number;
}

export interface ReadAnswers {
  answers: Answers;
  /** JSON pointers of what does not fit the model. */
  unknown: string[];
  /** Which attachment a file answer means, by the id in the data. */
  files: ReadonlyMap<string, NamedFile>;
}

/**
 * Delivered data as answers of the form. A file field holds the sender's own id of the file, which FIT-Connect does not
 * know: it means the attachment with that id, with that description or name, or else, when as many are left as are
 * wanted, the one at the same place in the order.
 */
export function readAnswers(schema: SchemaModel, json: unknown, attachments: readonly NamedFile[]): ReadAnswers {
  const wanted = fileIds(schema, json);
  const files = new Map<string, NamedFile>();
  const free = attachments.filter((file) => file.purpose === 'attachment');
  const take = (id: string, file: NamedFile | undefined): void => {
    if (file === undefined) return;
    files.set(id, file);
    free.splice(free.indexOf(file), 1);
  };
  for (const id of wanted) {
    take(
      id,
      free.find((file) => file.attachmentId === id || file.description === id || file.filename === id),
    );
  }
  const open = wanted.filter((id) => !files.has(id));
  if (open.length === free.length) for (const id of open) take(id, free[0]);
  const known = new Map([...files].map(([id, file]) => [id, toAnswer(id, file)]));
  return { ...fromFimJson(schema, json, known), files };
}

function toAnswer(fileId: string, file: NamedFile): FileAnswer {
  return { fileId, filename: file.filename, mimeType: file.mimeType, size: file.bytes, sha512: '' };
}

/** Ids in file fields, in the order of the data: file fields are the strings that cannot be read without files. */
function fileIds(schema: SchemaModel, json: unknown): string[] {
  const isFile = new Set<string>();
  for (const node of nodesByPath(schema).values()) {
    if (node.kind === 'field' && (node.dataType === 'file' || node.dataType === 'obj')) isFile.add(node.path);
  }
  const ids: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string' && isFile.has(path)) ids.push(value);
    else if (Array.isArray(value)) value.forEach((item: unknown) => visit(item, path));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) visit(member, path === '' ? name : `${path}/${name}`);
    }
  };
  visit(json, '');
  return [...new Set(ids)];
}
