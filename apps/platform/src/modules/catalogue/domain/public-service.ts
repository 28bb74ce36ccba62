import { type ServiceManifest } from './manifest.ts';

/** How FIT-Connect names the service: its LeiKa URN, or our own where the catalogue has no key (fim-xoev section 9.1). */
export function publicServiceOf(manifest: ServiceManifest): { identifier: string; name: string } {
  const { leistungsschluessel, slug, name } = manifest.service;
  const identifier =
    leistungsschluessel === null ? `urn:verbund:leistung:${slug}` : `urn:de:fim:leika:leistung:${leistungsschluessel}`;
  return { identifier, name: name.de };
}
