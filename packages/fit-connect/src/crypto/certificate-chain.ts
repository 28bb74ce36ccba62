import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as Parsed,
} from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { type Finding } from '../findings.ts';
import { readDer } from './der.ts';
import { checkRevocation, readRevocationLists } from './revocation.ts';

export type CertificateRules = {
  /** What the key of the leaf is for: it decides the key usage. */
  use: 'enc' | 'sig';
  /** Trusted roots (or intermediates): PEM text with one or more certificates, or base64 DER. */
  anchors: readonly string[];
  /** Milliseconds; default: now. */
  now?: number;
  /**
   * Takes a lone self-signed certificate, as FITKO does on TEST. Its usage and algorithm are warnings then; they stay
   * errors for a chain.
   */
  allowSelfSigned?: boolean;
  /**
   * Certificate revocation lists, PEM or base64 DER. A certificate whose issuer has no valid list here is a warning
   * (`revocation-unknown`); OCSP is not asked.
   */
  revocationLists?: readonly string[];
};

export type Link = { node: X509Certificate; parsed: Parsed; path: string };
export type Report = (code: string, path: string, message: string, level?: Finding['level']) => void;

/** RFC 5280 4.2: a critical extension that is not understood refuses the certificate. */
const understood = new Set(['2.5.29.14', '2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.31', '2.5.29.32', '2.5.29.35']);
const extendedKeyUsage = '2.5.29.37';
const longestChain = 10;

/**
 * Checks the certificates of a FIT-Connect key up to a trust anchor (RFC 5280 section 6, reference "JWK rules"):
 * signatures, names, validity, CA flags, path lengths, key usage, RSASSA-PSS with SHA-512, revocation lists.
 * @param x5c standard base64 DER, leaf first; the root may be left out
 * @returns findings with the path of the certificate, e.g. `/x5c/1`; whether `n` and `e` are those of the leaf says `checkJwk`
 */
export function checkCertificateChain(x5c: readonly string[], rules: CertificateRules): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, path, message, level = 'error') => findings.push({ level, code, path, message });
  if (x5c.length === 0 || x5c.length > longestChain) {
    report('x5c', '/x5c', `a chain has 1 to ${longestChain} certificates`);
    return findings;
  }
  try {
    checkChain(x5c, rules, findings, report);
  } catch {
    // Keys and extensions are read where they are needed; whoever wrote them is not to be trusted yet.
    report('x5c', '/x5c', 'a certificate holds something that cannot be read');
  }
  return findings;
}

function checkChain(
  x5c: readonly string[],
  rules: CertificateRules,
  findings: readonly Finding[],
  report: Report,
): void {
  const links = readLinks(x5c, '/x5c', report);
  const anchors = rules.anchors.flatMap((text) => readLinks(readDer(text, 'certificate'), '/anchors', report));
  const lists = readRevocationLists(rules.revocationLists ?? [], report);
  const [leaf] = links;
  if (leaf === undefined || findings.some(({ level }) => level === 'error')) return;
  const now = rules.now ?? Date.now();
  const isAnchor = (link: Link): boolean => anchors.some(({ node }) => node.raw.equals(link.node.raw));
  if (links.length === 1 && isSelfSigned(leaf) && !isAnchor(leaf)) {
    if (rules.allowSelfSigned !== true) report('self-signed', '/x5c/0', 'a self-signed certificate is not accepted');
    checkValidity(leaf, now, report);
    checkLeaf(leaf, rules.use, report, rules.allowSelfSigned === true ? 'warning' : 'error');
    return;
  }
  const path = pathToAnchor(links, anchors, isAnchor, report);
  for (const [index, link] of path.entries()) {
    checkValidity(link, now, report);
    checkExtensions(link, report);
    if (index === 0) checkLeaf(link, rules.use, report, 'error');
    else checkAuthority(link, index, path, report);
    const issuer = path[index + 1];
    // An anchor is trusted as it stands: nobody signs or revokes it here.
    if (issuer === undefined) continue;
    checkAlgorithm(link, report, 'error');
    checkRevocation(link, issuer, lists, now, report);
  }
}

function readLinks(texts: readonly string[], path: string, report: Report): Link[] {
  return texts.flatMap((text, index) => {
    const at = `${path}/${index}`;
    try {
      const der = Buffer.from(text, 'base64');
      return [{ node: new X509Certificate(der), parsed: new Parsed(der), path: at }];
    } catch {
      report('x5c', at, 'the certificate cannot be read');
      return [];
    }
  });
}

function isSelfSigned({ node }: Link): boolean {
  return node.issuer === node.subject && node.verify(node.publicKey);
}

function signs(issuer: Link, link: Link): boolean {
  return link.node.issuer === issuer.node.subject && link.node.verify(issuer.node.publicKey);
}

/** From the leaf to the anchor, both included; what stands behind the first anchor proves nothing more. */
function pathToAnchor(
  links: readonly Link[],
  anchors: readonly Link[],
  isAnchor: (link: Link) => boolean,
  report: Report,
): Link[] {
  const path: Link[] = [];
  for (const [index, link] of links.entries()) {
    path.push(link);
    if (isAnchor(link)) return path;
    const next = links[index + 1];
    if (next !== undefined && signs(next, link)) continue;
    const anchor = anchors.find((one) => signs(one, link));
    if (anchor) return [...path, anchor];
    if (next !== undefined)
      report('wrong-issuer', link.path, 'the next certificate of the chain did not sign this one');
    else if (isSelfSigned(link)) report('untrusted-root', link.path, 'the root is none of the trust anchors');
    else report('chain-incomplete', link.path, 'no trust anchor signed this certificate and no further one is given');
    return path;
  }
  return path;
}

function checkValidity({ node, path }: Link, now: number, report: Report): void {
  if (now < Date.parse(node.validFrom) || now > Date.parse(node.validTo))
    report('x5c-validity', path, 'the certificate is not valid now');
}

function checkAlgorithm({ parsed, path }: Link, report: Report, level: Finding['level']): void {
  const { name } = parsed.signatureAlgorithm;
  const hash: unknown = parsed.signatureAlgorithm.hash.name;
  if (name !== 'RSA-PSS' || hash !== 'SHA-512')
    report('signature-algorithm', path, 'certificates are signed with RSASSA-PSS and SHA-512', level);
}

function usagesOf({ parsed }: Link): number {
  return parsed.getExtension(KeyUsagesExtension)?.usages ?? 0;
}

function checkLeaf(link: Link, use: 'enc' | 'sig', report: Report, level: Finding['level']): void {
  const wanted =
    use === 'enc' ? KeyUsageFlags.keyEncipherment : KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
  if ((usagesOf(link) & wanted) !== wanted) {
    const words = use === 'enc' ? 'keyEncipherment' : 'digitalSignature and nonRepudiation';
    report('key-usage', link.path, `the key usage must contain ${words}`, level);
  }
  if (link.parsed.getExtension(BasicConstraintsExtension)?.ca === true)
    report('leaf-is-ca', link.path, 'the certificate of a key must not be that of an authority', level);
  if (level === 'warning') checkAlgorithm(link, report, level);
}

function checkAuthority(link: Link, index: number, path: readonly Link[], report: Report): void {
  const constraints = link.parsed.getExtension(BasicConstraintsExtension);
  if (constraints?.ca !== true) report('not-a-ca', link.path, 'a certificate that signs others must be an authority');
  if (link.parsed.getExtension(KeyUsagesExtension) && (usagesOf(link) & KeyUsageFlags.keyCertSign) === 0)
    report('key-usage', link.path, 'the key usage of an authority must contain keyCertSign');
  // Self-issued ones do not count (RFC 5280 4.2.1.9), nor does the leaf.
  const below = path.slice(1, index).filter(({ node }) => node.issuer !== node.subject).length;
  const allowed = constraints?.pathLength;
  if (allowed !== undefined && below > allowed)
    report('path-length', link.path, `${below} authorities stand below this one, ${allowed} are allowed`);
}

function checkExtensions({ parsed, path }: Link, report: Report): void {
  for (const { critical, type } of parsed.extensions) {
    // Which purposes beyond the key usage a certificate names is not ours to judge.
    if (critical && !understood.has(type) && type !== extendedKeyUsage)
      report('critical-extension', path, `the critical extension ${type} is not understood`);
  }
}
