import { type Lang } from '#kernel/ids';
import { TextArea } from '#ui';
import { type Texts } from '../texts/index.ts';

interface KeyFieldsProps {
  lang: Lang;
  t: Texts;
  /** The file has the name `<id>-datei`. */
  id: string;
  label: string;
  value: string;
  error?: string | undefined;
}

/** A public key, pasted or as a file. */
export function KeyFields({ lang, t, id, label, value, error }: KeyFieldsProps) {
  const fileId = `${id}-datei`;
  return (
    <>
      <TextArea lang={lang} id={id} label={label} hint={t.keys.textHint} value={value} rows={6} error={error} />
      <div class="kern-form-input vb-field">
        <label class="kern-label" for={fileId}>
          {t.keys.file} <span class="kern-sr-only">: {label}</span>
        </label>
        <input
          class="kern-form-input__input"
          type="file"
          id={fileId}
          name={fileId}
          accept=".json,.jwk,.pem,.crt,.cer,.der"
        />
      </div>
    </>
  );
}
