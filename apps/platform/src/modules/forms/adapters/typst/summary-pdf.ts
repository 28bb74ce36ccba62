import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Lang } from '#kernel/ids';
import { formatDateTime } from '#ui';
import { type SummaryDocument, type SummaryPdf } from '../../domain/ports.ts';
import { formsTexts } from '../../texts/index.ts';
import { probeTemplate, summaryTemplate } from './summary-template.ts';
import { withCodePoints } from './displayable.ts';

const fontFiles = ['400Regular/FiraSans_400Regular.ttf', '600SemiBold/FiraSans_600SemiBold.ttf'];
const lang: Lang = 'de';
/** The compiler keeps what it laid out before; without this the memory grows with every application. */
const cacheAge = 5;

/** PDF/A-3a: archivable and tagged for screen readers. The compiler is made at the first document. */
export function createSummaryPdf(): SummaryPdf {
  let compiler: Promise<NodeCompiler> | null = null;
  return async (document) => {
    // A failed start must not stay failed for the life of the process.
    compiler ??= createCompiler().catch((error: unknown) => {
      compiler = null;
      throw error;
    });
    const ready = await compiler;
    // Laying out blocks this thread for some milliseconds; waiting requests go first.
    await new Promise((resolve) => setImmediate(resolve));
    return render(ready, document);
  };
}

async function createCompiler(): Promise<NodeCompiler> {
  const folder = new URL('.', import.meta.resolve('@expo-google-fonts/fira-sans/package.json'));
  const fontBlobs = await Promise.all(fontFiles.map((file) => readFile(fileURLToPath(new URL(file, folder)))));
  return NodeCompiler.create({ fontArgs: [{ fontBlobs }] });
}

function render(compiler: NodeCompiler, document: SummaryDocument): Uint8Array {
  const data = JSON.stringify(templateData(document)).toWellFormed();
  try {
    return layOut(compiler, data, document.storedAt);
  } catch {
    // PDF/A refuses characters without a glyph. The delivery must not wait for ever because of one of them.
    const isShown = (text: string): boolean => canLayOut(compiler, text);
    const shown = withCodePoints(templateData(document), isShown);
    return layOut(compiler, JSON.stringify(shown), document.storedAt);
  } finally {
    compiler.evictCache(cacheAge);
  }
}

function layOut(compiler: NodeCompiler, data: string, at: Date, template = summaryTemplate): Uint8Array {
  try {
    // In one call: a compiled document handed to JavaScript is never freed, some 600 kB each.
    return compiler.pdf(
      { mainFileContent: template, inputs: { data } },
      { pdfStandard: 'a-3a', creationTimestamp: Math.floor(at.getTime() / 1000) },
    );
  } catch {
    // The messages of the compiler quote the document, which must not reach a log.
    throw new Error('the summary could not be laid out as PDF/A');
  }
}

function canLayOut(compiler: NodeCompiler, text: string): boolean {
  try {
    layOut(compiler, JSON.stringify({ text }), new Date(0), probeTemplate);
    return true;
  } catch {
    return false;
  }
}

function templateData(document: SummaryDocument): Record<string, unknown> {
  const t = formsTexts(lang);
  const p = t.pdf;
  return {
    date: utcParts(document.storedAt),
    title: document.service,
    authority: document.authority,
    watermark: document.watermark,
    receiptLine: `${t.receiptNumber} ${document.receiptNumber}`,
    pageWord: p.page,
    questionWord: p.question,
    answerWord: p.answer,
    noAnswer: p.noAnswer,
    declarationTitle: p.declaration,
    declaration: document.declaration,
    facts: [
      [t.receiptNumber, document.receiptNumber],
      [p.sentAt, formatDateTime(document.storedAt, lang)],
    ],
    sections: document.sections,
  };
}

function utcParts(at: Date): number[] {
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  ];
}
