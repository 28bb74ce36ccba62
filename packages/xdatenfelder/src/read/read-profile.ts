import { type DocumentProfile } from '../details.ts';
import { XdfError } from '../error.ts';
import { identifierOf } from './common.ts';
import { readElementDetails } from './details.ts';
import { checkMessage } from './message.ts';
import { childOf, codeOf, lineOf, paragraphsOf } from './text.ts';
import { readXml, type ByteSource, type ReadLimits } from './xml-tree.ts';

/**
 * Reads a message `xdatenfelder.dokumentsteckbrief.0101` of either dialect.
 * @throws XdfError
 */
export async function readDocumentProfile(source: ByteSource, limits: ReadLimits = {}): Promise<DocumentProfile> {
  const root = await readXml(source, new Set(['relation', 'fachlicherErsteller']), limits, (namespace, name) =>
    checkMessage(namespace, name, 'xdatenfelder.dokumentsteckbrief.0101'),
  );
  const element = childOf(root, 'dokumentsteckbrief');
  const { id, version } = element === undefined ? { id: null, version: null } : identifierOf(element);
  if (element === undefined || id === null) {
    throw new XdfError('xdf/incomplete', {
      de: 'In der Datei fehlt der Dokumentsteckbrief oder seine Kennung.',
      en: 'The file lacks the document profile or its identifier.',
    });
  }
  const name = lineOf(element, 'name') ?? id;
  return {
    ...readElementDetails(element),
    id,
    version,
    name,
    title: lineOf(element, 'bezeichnung') ?? lineOf(element, 'bezeichnungEingabe') ?? name,
    help: paragraphsOf(element, 'hilfetext'),
    isAbstract: /^(?:true|1)$/u.test(lineOf(element, 'istAbstrakt') ?? lineOf(element, 'isReferenz') ?? ''),
    documentType: codeOf(element, 'dokumentart') ?? lineOf(element, 'dokumentart'),
  };
}
