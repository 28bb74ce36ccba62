/**
 * The harmless file by which every scanner shows that it works (EICAR, "Anti-Malware Testfile", 68 bytes). Written in
 * two parts, so that a scanner of the developer's own machine does not remove this file.
 */
export const eicarTestFile: Uint8Array = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
  'latin1',
);
