import { createHash } from 'node:crypto';
import { canonicalJson, type ServiceManifest } from '#modules/catalogue';
import { type AssessedVersion } from '../types.ts';

/** The version of a manifest as towns decide on it. */
export function assessedVersion(digest: string, manifest: ServiceManifest): AssessedVersion {
  const assessment = manifest.reuse?.assessment ?? null;
  return {
    digest,
    packageId: packageIdOf(manifest),
    version: manifest.version,
    major: majorOf(manifest.version),
    manifest,
    assessment,
    assessmentDigest:
      assessment === null
        ? ''
        : `sha256:${createHash('sha256').update(canonicalJson(assessment), 'utf8').digest('hex')}`,
  };
}

export function packageIdOf(manifest: Pick<ServiceManifest, 'provider' | 'service'>): string {
  return `${manifest.provider.slug}/${manifest.service.slug}`;
}

export function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** An assessment whose result is "not acceptable" is there to be read, not to be adopted (Art. 36 GDPR). */
export function isAdoptable({ assessment }: Pick<AssessedVersion, 'assessment'>): boolean {
  return assessment !== null && assessment.result !== 'not-acceptable';
}

/** Whether an adoption for one version covers another: the same major version and the very same assessment. */
export function covers(
  adopted: { major: number; assessmentDigest: string },
  version: Pick<AssessedVersion, 'major' | 'assessmentDigest'>,
): boolean {
  return adopted.major === version.major && adopted.assessmentDigest === version.assessmentDigest;
}

/** The highest version without a pre-release part (semver.org section 11); undefined when there is none. */
export function newestOf<Version extends { version: string }>(versions: readonly Version[]): Version | undefined {
  const numbers = ({ version }: Version): number[] => version.split('.').map(Number);
  const released = versions.filter(({ version }) => !version.includes('-'));
  return released.toSorted((a, b) => {
    const [left, right] = [numbers(a), numbers(b)];
    const at = left.findIndex((number, index) => number !== right[index]);
    return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
  })[0];
}
