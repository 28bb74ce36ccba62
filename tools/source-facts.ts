import ts from 'typescript';

export interface ImportFact {
  specifier: string;
  line: number;
  typeOnly: boolean;
  /** Names taken, empty for side-effect, namespace and dynamic imports. */
  names: readonly string[];
}

export interface UseFact {
  kind: 'environment' | 'clock' | 'randomness' | 'sql' | 'secrets-or-keys';
  text: string;
  line: number;
}

export interface SourceFacts {
  imports: ImportFact[];
  uses: UseFact[];
}

// Only whole statements count: a sentence in a text may well begin with "select".
const SQL_STATEMENT =
  /^\s*(select\s[\s\S]+\sfrom\s|insert\s+into\s+\S+\s*\(|update\s+\S+\s+set\s|delete\s+from\s|create\s+(table|index|policy|function)\s|alter\s+table\s)/i;

/** Reads what the boundary rules ask about out of one TypeScript source; comments and strings cannot deceive it. */
export function readSourceFacts(file: string, text: string): SourceFacts {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const facts: SourceFacts = { imports: [], uses: [] };
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const use = (kind: UseFact['kind'], node: ts.Node, said = node.getText()): void => {
    facts.uses.push({ kind, text: said.slice(0, 60).replaceAll(/\s+/g, ' '), line: lineOf(node) });
  };
  const visit = (node: ts.Node): void => {
    readImport(node, lineOf, facts.imports);
    readUse(node, use);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return facts;
}

function readImport(node: ts.Node, lineOf: (n: ts.Node) => number, imports: ImportFact[]): void {
  const add = (target: ts.Node | undefined, typeOnly: boolean, names: readonly string[] = []): void => {
    if (target !== undefined && ts.isStringLiteralLike(target)) {
      imports.push({ specifier: target.text, line: lineOf(node), typeOnly, names });
    }
  };
  if (ts.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    const elements = bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
    const wholeIsType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const eachIsType =
      elements.length > 0 && node.importClause?.name === undefined && elements.every((e) => e.isTypeOnly);
    const values = elements.filter((e) => !e.isTypeOnly).map((e) => (e.propertyName ?? e.name).text);
    add(node.moduleSpecifier, wholeIsType || eachIsType, values);
  } else if (ts.isExportDeclaration(node)) {
    add(node.moduleSpecifier, node.isTypeOnly);
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    add(node.argument.literal, true);
  } else if (
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
  ) {
    add(node.arguments[0], false);
  }
}

function readUse(node: ts.Node, use: (kind: UseFact['kind'], node: ts.Node, said?: string) => void): void {
  if (ts.isPropertyAccessExpression(node)) {
    const said = node.getText().replaceAll(/\s/g, '');
    if (said === 'process.env') use('environment', node);
    if (said === 'Date.now' || said === 'performance.now') use('clock', node);
    if (said === 'Math.random' || said === 'crypto.randomUUID') use('randomness', node);
    if (/(^|\.)kernel\.(secrets|keys)$/.test(said)) use('secrets-or-keys', node);
  } else if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    use('clock', node);
  } else if (ts.isCallExpression(node) && node.expression.getText() === 'Date') {
    use('clock', node);
  } else if (ts.isTaggedTemplateExpression(node) && /^sql(\.|$)/.test(node.tag.getText())) {
    use('sql', node);
  } else if (
    (ts.isStringLiteralLike(node) && SQL_STATEMENT.test(node.text)) ||
    (ts.isTemplateExpression(node) && SQL_STATEMENT.test(`${node.head.text} `))
  ) {
    // The tag above has reported its own template already.
    if (!ts.isTaggedTemplateExpression(node.parent)) use('sql', node);
  }
}
