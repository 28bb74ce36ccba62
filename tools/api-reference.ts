// The reference of a package under packages/, made from the docstrings of what its entries export.
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages with a reference, by their folder; the page is `docs/api.md` in it. */
export const documentedPackages = ['packages/fit-connect', 'packages/xdatenfelder'] as const;

interface Entry {
  name: string;
  /** Folder below `src`, or the file where it lies beside the index. */
  subject: string;
  isFunction: boolean;
  documentation: string;
  /** Declaration without a body, as TypeScript. */
  code: string;
}

export interface ApiReference {
  text: string;
  /** Functions and classes without a docstring. */
  undocumented: readonly string[];
}

/** Reads the package with the compiler, as an editor does. */
export async function apiReference(workspace: string): Promise<ApiReference> {
  const folder = join(root, workspace);
  const description = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, string>;
  };
  const files = Object.values(description.exports).map((file) => join(folder, file));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, root);
  const program = ts.createProgram(files, options);
  const parts = [
    `# Reference of ${description.name}`,
    '',
    'Generated from the docstrings (`npm run gen`); do not edit.',
  ];
  const undocumented: string[] = [];
  for (const [at, entry] of Object.keys(description.exports).entries()) {
    const entries = exportsOf(program, files[at] ?? '', folder);
    parts.push('', `# \`${join(description.name, entry)}\``);
    for (const subject of [...new Set(entries.map((one) => one.subject))].sort()) {
      parts.push('', `## ${subject}`);
      const here = entries.filter((one) => one.subject === subject);
      for (const one of [
        ...here.filter(({ isFunction }) => isFunction),
        ...here.filter(({ isFunction }) => !isFunction),
      ]) {
        if (one.isFunction && one.documentation === '') undocumented.push(one.name);
        parts.push('', `### ${one.name}`, '', one.documentation, '', '```ts', one.code, '```');
      }
    }
  }
  const prettier = await resolveConfig(join(root, 'package.json'));
  return { text: await format(`${parts.join('\n')}\n`, { ...prettier, parser: 'markdown' }), undocumented };
}

function exportsOf(program: ts.Program, file: string, folder: string): Entry[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} exports nothing`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations?.[0];
    return declaration === undefined ? [] : [entryOf(checker, exported.name, symbol, declaration, folder)];
  });
}

function entryOf(
  checker: ts.TypeChecker,
  name: string,
  symbol: ts.Symbol,
  declaration: ts.Declaration,
  folder: string,
): Entry {
  const place = relative(join(folder, 'src'), declaration.getSourceFile().fileName).replace(/\.ts$/, '');
  return {
    name,
    subject: place.includes('/') ? dirname(place) : place,
    isFunction: ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration),
    documentation: documentationOf(checker, symbol),
    code: codeOf(checker, symbol, declaration),
  };
}

function documentationOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tags = symbol.getJsDocTags(checker).map(({ name, text: parts }) => {
    const words = ts.displayPartsToString(parts).replaceAll(/\s+/g, ' ').trim();
    const titles: Readonly<Record<string, string>> = { throws: 'Throws', returns: 'Returns' };
    if (name !== 'param') return `- ${titles[name] ?? name}: ${words}`;
    const [, parameter = '', meaning = ''] = /^(\S+)(?: -)? ?(.*)$/.exec(words) ?? [];
    return `- \`${parameter}\`: ${meaning}`;
  });
  // A line that begins with a number sign or a brace of a template is text here, not a heading.
  return [text, ...(tags.length === 0 ? [] : ['', ...tags])].join('\n').trim();
}

/** As it stands in the source, comments on members among it; of functions the head, of classes what is public. */
function codeOf(checker: ts.TypeChecker, symbol: ts.Symbol, declaration: ts.Declaration): string {
  if (ts.isFunctionDeclaration(declaration)) {
    const heads = (symbol.declarations ?? []).filter(ts.isFunctionDeclaration).map(headOf);
    // Of an overloaded function the last one is the implementation, which nobody sees.
    return (heads.length > 1 ? heads.slice(0, -1) : heads).join('\n');
  }
  if (ts.isClassDeclaration(declaration)) return classOf(declaration);
  if (ts.isVariableDeclaration(declaration)) {
    const type = checker.typeToString(checker.getTypeOfSymbol(symbol), declaration, ts.TypeFormatFlags.NoTruncation);
    return `const ${symbol.name}: ${type};`;
  }
  return declaration.getText().replace(/^export (?:declare )?/, '');
}

function headOf(declaration: ts.FunctionDeclaration): string {
  const source = declaration.getSourceFile().text;
  const end = declaration.body?.getStart() ?? declaration.getEnd();
  return `${source
    .slice(declaration.getStart(), end)
    .trim()
    .replace(/^export /, '')
    .replace(/;$/, '')};`;
}

function classOf(declaration: ts.ClassDeclaration): string {
  const source = declaration.getSourceFile().text;
  const members = declaration.members.filter((member) => !isHidden(member));
  const lines = members.map((member) => {
    const body = 'body' in member ? (member.body as ts.Node | undefined) : undefined;
    const text = source.slice(member.getStart(), body?.getStart() ?? member.getEnd()).trim();
    return `  ${text.replace(/;$/, '')};`;
  });
  const head = source
    .slice(declaration.getStart(), declaration.members.pos)
    .trim()
    .replace(/^export /, '');
  return [head, ...lines, '}'].join('\n');
}

function isHidden(member: ts.ClassElement): boolean {
  const isPrivate = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
  return isPrivate || (member.name !== undefined && ts.isPrivateIdentifier(member.name));
}
