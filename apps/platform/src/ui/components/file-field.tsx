import { type VNode } from 'preact';
import { formatBytes } from '../format.ts';
import { uiTexts } from '../texts/index.ts';
import { describedBy, errorOf, type FieldProps, hintOf, inputFrame, labelFor, questionOf } from './field-parts.tsx';
import { Button } from './form.tsx';
import { Help } from './landing.tsx';

export interface StoredFile {
  id: string;
  filename: string;
  bytes: number;
  /** Where the person can look at it again. */
  href?: string;
  /** For instance "wird geprüft". */
  note?: string;
  /** The note is bad news, e.g. that the file was deleted. */
  isBad?: boolean;
  /** More about the file behind a short word, e.g. its hash. */
  details?: { summary: string; text: string };
}

export interface FileFieldProps extends FieldProps {
  files: readonly StoredFile[];
  /** For the file dialog only; the server checks content. */
  accept?: string;
  multiple?: boolean;
  /** False when the allowed number is reached. */
  canAdd?: boolean;
}

/** File input with the list of what is there. Buttons send `_action` = `upload:<name>` or `remove-file:<file id>`. */
export function FileField(p: FileFieldProps): VNode {
  const t = uiTexts(p.lang);
  const canAdd = p.canAdd !== false;
  return (
    <div class={inputFrame(p)}>
      {canAdd ? (
        labelFor(p)
      ) : p.asHeading === undefined ? (
        <p class="kern-label">{p.label}</p>
      ) : (
        questionOf(p.asHeading, p.label)
      )}
      {hintOf(p)}
      {p.files.length === 0 ? null : (
        <ul class="vb-files" aria-label={`${t.filesAdded}: ${p.label}`}>
          {p.files.map((file) => (
            <li key={file.id}>
              <div>
                {file.href === undefined ? file.filename : <a href={file.href}>{file.filename}</a>}{' '}
                <span class="vb-muted">
                  ({formatBytes(file.bytes, p.lang)}
                  {file.note === undefined || file.isBad === true ? '' : `, ${file.note}`})
                </span>
                {file.isBad === true ? (
                  <>
                    {' '}
                    <strong>{file.note}</strong>
                  </>
                ) : null}
                {file.details === undefined ? null : (
                  <Help summary={file.details.summary}>
                    <p>{file.details.text}</p>
                  </Help>
                )}
              </div>
              <Button
                variant="tertiary"
                small
                label={t.remove}
                ariaLabel={`${t.remove}: ${file.filename}`}
                value={`remove-file:${file.id}`}
              />
            </li>
          ))}
        </ul>
      )}
      {canAdd ? (
        <div class="vb-upload">
          <input
            class="kern-form-input__input"
            type="file"
            id={p.id}
            name={p.name ?? p.id}
            accept={p.accept}
            multiple={p.multiple}
            aria-describedby={describedBy(p)}
            aria-invalid={p.error === undefined ? undefined : 'true'}
          />
          <Button variant="secondary" label={t.upload} value={`upload:${p.name ?? p.id}`} />
        </div>
      ) : null}
      {errorOf(p)}
    </div>
  );
}
