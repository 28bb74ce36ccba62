/** Closed set of error kinds; modules add codes, never kinds. Only kernel/http knows status numbers. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'limited'
  | 'unavailable'
  | 'internal';

export interface FieldProblem {
  /** JSON pointer for APIs, field id for forms. */
  field: string;
  code: string;
  params?: Record<string, string | number>;
}

export interface AppErrorOptions {
  /** Values for the text of the code; never personal data, they reach logs and replies. */
  params?: Record<string, string | number>;
  /** Outsider-fit English sentence for API callers. */
  detail?: string;
  problems?: readonly FieldProblem[];
  cause?: unknown;
}

/** The only error that services throw on purpose. `code` is `module/kebab-name` and has a text in both languages. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly detail: string | undefined;
  readonly problems: readonly FieldProblem[];

  constructor(kind: ErrorKind, code: string, options: AppErrorOptions = {}) {
    super(options.detail ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.params = options.params ?? {};
    this.detail = options.detail;
    this.problems = options.problems ?? [];
  }
}

export interface CodeText {
  title: string;
  /** What happened and what to do now. */
  text: string;
}

/** Texts of a module's error codes, one entry per code in both languages. */
export type ErrorTexts = Readonly<Record<string, { de: CodeText; en: CodeText }>>;
