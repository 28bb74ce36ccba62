import { type SchemaModel, type SchemaNode } from '../model.ts';
import { type TranslatedElement, type Translation } from '../read/read-translation.ts';
import { nodesByPath } from '../tree.ts';
import { type FormLanguage, type Overlay, type OverlayText } from './form-model.ts';

/** `simple` = plain language; `null` = the ordinary texts of the language. */
export interface WantedLanguage {
  language: FormLanguage;
  variant: 'simple' | null;
}

/**
 * Makes an overlay from a translation message, so that translated texts go the way of all other texts.
 * An element is found in every place where it stands; a translation of another version of it is
 * taken, too, unless the right one is there. `unused` names what fits nowhere in this schema.
 */
export function translationOverlay(
  model: SchemaModel,
  translation: Translation,
  wanted: WantedLanguage,
): { overlay: Overlay; unused: string[] } {
  const elements = translation.languages
    .filter(({ language, variant }) => language === wanted.language && variant === wanted.variant)
    .flatMap((language) => language.elements);
  const overlay: Overlay = { texts: {}, values: {} };
  const used = new Set<TranslatedElement>();
  const find = (id: string, version: string | null): TranslatedElement | undefined => {
    const named = elements.filter((element) => element.id === id);
    const found = named.find((element) => element.version === version) ?? named[0];
    if (found !== undefined) used.add(found);
    return found;
  };
  const root = find(model.id, model.version);
  if (root?.label != null) overlay.title = { [wanted.language]: root.label };
  for (const node of nodesByPath(model).values()) {
    const element = find(node.id, node.version);
    if (element === undefined) continue;
    const texts = textsOf(element);
    if (Object.keys(texts).length > 0) overlay.texts = { ...overlay.texts, [node.path]: { [wanted.language]: texts } };
    const values = valuesOf(node, element, wanted.language);
    if (values !== null) overlay.values = { ...overlay.values, [node.path]: values };
  }
  return { overlay, unused: elements.filter((element) => !used.has(element)).map(({ id }) => id) };
}

function textsOf({ label, helpInput, content }: TranslatedElement): OverlayText {
  return {
    ...(label === null ? {} : { label }),
    ...(helpInput === null ? {} : { help: helpInput }),
    ...(content === null ? {} : { content }),
  };
}

function valuesOf(node: SchemaNode, { values }: TranslatedElement, language: FormLanguage) {
  if (node.kind !== 'field' || values === null) return null;
  return Object.fromEntries(values.map(({ code, name }) => [code, { [language]: name }]));
}
