import { Help, PageScript } from '#ui';
import { type Desk } from './desk.ts';

interface KeyMakerProps {
  desk: Desk;
  /** Id of the field for the public key of each purpose. */
  fields: { enc: string; sig: string };
  /** Name in the certificate; empty: what the form says. */
  subject?: string;
  /** True where keys of the destination exist: the file gets a name of its own. */
  isFurther?: boolean;
}

/** How to make keys, and a button that does it in the browser. It stays hidden until its script runs. */
export function KeyMaker({ desk: { t, deps }, fields, subject = '', isFurther = false }: KeyMakerProps) {
  const words = t.keys.make;
  // The page of one key has no section of its own for keys.
  const Title = isFurther ? 'h2' : 'h3';
  if (!deps.takesSelfSigned) return <p class="kern-body">{t.keys.chainOnly}</p>;
  return (
    <>
      <div
        class="vb-aside vb-maker"
        hidden
        data-make-keys={JSON.stringify(words.status)}
        data-enc={fields.enc}
        data-sig={fields.sig}
        data-subject={subject}
        data-further={isFurther ? '' : undefined}
      >
        <Title class="kern-heading-small">{words.title}</Title>
        <p class="kern-body">{words.lead}</p>
        <button type="button" class="kern-btn kern-btn--secondary">
          <span class="kern-label">{words.button}</span>
        </button>
        <p class="kern-body" role="status" />
        <ul />
      </div>
      <Help summary={t.keys.howTitle}>
        <p class="kern-body">{t.keys.how}</p>
      </Help>
      <PageScript name="makeKeys" />
    </>
  );
}
