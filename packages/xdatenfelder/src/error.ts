import { type Message } from './model.ts';

export type XdfErrorCode =
  | 'xdf/too-large'
  | 'xdf/not-utf-8'
  | 'xdf/doctype'
  | 'xdf/too-deep'
  | 'xdf/not-well-formed'
  | 'xdf/version-1'
  | 'xdf/unknown-namespace'
  | 'xdf/other-message'
  | 'xdf/incomplete'
  | 'xdf/too-many'
  | 'xdf/instruction'
  | 'xdf/list-changed'
  | 'xdf/not-genericode'
  | 'xdf/overlay';

/** A file that cannot be read at all. `text` carries both languages, `message` is the German one. */
export class XdfError extends Error {
  readonly code: XdfErrorCode;
  readonly text: Message;

  constructor(code: XdfErrorCode, text: Message, options?: ErrorOptions) {
    super(text.de, options);
    this.name = 'XdfError';
    this.code = code;
    this.text = text;
  }
}
