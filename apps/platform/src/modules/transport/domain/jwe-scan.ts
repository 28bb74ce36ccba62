import { checkJweShape, type Finding, type JweShapeRule } from '@verbund/fit-connect';

/** Header, wrapped key and IV are far shorter; whoever sends more before the third dot sends no JWE. */
const maximalHead = 16_384;
const maximalTag = 128;
const base64Url = /^[A-Za-z0-9_-]*$/;

export interface JweScan {
  add(chunk: Uint8Array): void;
  /** Findings of the whole text; `tag` is the fifth segment. */
  finish(): { findings: Finding[]; tag: string };
}

/**
 * Checks the form of a compact JWE while it streams by (reference 4.1), so that an attachment of 500 MB is never in
 * memory. Only head and tail are kept; of the ciphertext the alphabet and the length count.
 */
export function scanJwe(rule: Pick<JweShapeRule, 'allowZipDeflate'>): JweScan {
  let head = '';
  let tail = '';
  let dots = 0;
  let ciphertextLength = 0;
  let clean = true;

  function addCiphertext(text: string): void {
    clean &&= base64Url.test(text);
    ciphertextLength += text.length;
  }

  return {
    add(chunk) {
      // latin1: one character per byte, so a foreign byte cannot hide in a multi-byte character.
      let text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      while (dots < 3 && text !== '') {
        const dot = text.indexOf('.');
        const taken = dot < 0 ? text : text.slice(0, dot + 1);
        if (head.length + taken.length > maximalHead) {
          clean = false;
          return;
        }
        head += taken;
        text = text.slice(taken.length);
        if (dot >= 0) dots += 1;
      }
      if (dots === 3) {
        const dot = text.indexOf('.');
        addCiphertext(dot < 0 ? text : text.slice(0, dot));
        if (dot < 0) return;
        dots = 4;
        text = text.slice(dot + 1);
      }
      if (dots === 4) tail = (tail + text).slice(0, maximalTag);
    },
    finish() {
      const filler = 'A'.repeat(ciphertextLength % 4 === 1 ? 5 : 4);
      const whole = `${head}${dots >= 3 ? (clean ? filler : '!') : ''}${dots === 4 ? `.${tail}` : ''}`;
      return { findings: checkJweShape(whole, { cty: 'any', ...rule }), tag: tail };
    },
  };
}
