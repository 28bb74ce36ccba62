/** What the platform knows of a case beside what people entered; everything the gates look at. */
export interface PlatformFacts {
  /** The package carries what reuse needs. */
  factSheet: boolean;
  /** Null: nobody has checked it yet. */
  conformity: { conforms: boolean; openMust: number; date: string } | null;
  /** Of the version in force for this case (the target, when there is one). */
  privacy: { state: 'none' | 'adopted' | 'to-renew'; by: string | null; date: Date | null };
  /** Whether the package has a central assessment that a town may adopt. */
  hasAssessment: boolean;
  frameAgreement: { signedOn: string; reference: string } | null;
  /** Labels of mandatory parameters without a value. */
  missingParameters: readonly string[];
  parameters: number;
  destination: DestinationFact | null;
  /** Of the latest run with this version at this destination. */
  test: { state: 'running' | 'accepted' | 'rejected'; at: Date | null; reference: string } | null;
  /** False: the version brings no sample that can be sent. */
  hasSample: boolean;
  support: SupportContact | null;
  /** The service costs the person money, so a payment would have to be set up. */
  hasFee: boolean;
  isLive: boolean;
}

export interface DestinationFact {
  kind: 'platform' | 'own';
  id: string;
  /** Null: active, with keys that can be used. */
  problem: 'unknown' | 'inactive' | 'bad-key' | 'unreachable' | null;
  /** YYYY-MM-DD; null: the key has no certificate and does not run out. */
  keyValidUntil: string | null;
}

export interface SupportContact {
  name: string;
  email: string;
  phone: string;
}
