import { type BodyReader } from './read-json.ts';

/** Where one side wants to be called (reference 3.3, 5.1). The secret is written and never read back. */
export interface CallbackSetting {
  url: string;
  secret: string;
}

/** The least is our choice: a key of HMAC that can be guessed protects nothing. */
const secretLength = { least: 16, most: 512 };

const urlLength = 2048;

/** Member `callback`: both parts or none of it (reference 3.3). Null: no callback. */
export function readCallback(read: BodyReader): CallbackSetting | null {
  if (!read.has('callback')) return null;
  const callback = read.object('callback');
  return {
    url: callback.text('url', urlLength, isCallbackUrl),
    secret: callback.text('secret', secretLength.most, (secret) => secret.length >= secretLength.least),
  };
}

function isCallbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash, href } = new URL(text);
  // Letters beyond ASCII grow when they are written for the wire, which is what is stored.
  if (href.length > urlLength) return false;
  return ['https:', 'http:'].includes(protocol) && username === '' && password === '' && hash === '';
}
