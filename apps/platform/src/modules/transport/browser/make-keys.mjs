// An extra: key pairs made in the browser. The private halves leave it only as files that the person saves.
import { describePair, generatePair } from './key-pair.ts';

const block = document.querySelector('[data-make-keys]');

function start(form) {
  const words = JSON.parse(block.dataset.makeKeys);
  const [button] = block.getElementsByTagName('button');
  const [list] = block.getElementsByTagName('ul');
  const status = block.querySelector('[role=status]');
  /** Made keys that are in their field and whose private half nobody has saved. */
  let made = [];
  const unsaved = () => made.filter(({ field, text, saved }) => !saved && field.value === text);

  const subject = () =>
    block.dataset.subject || form.elements.legalName?.value.trim() || form.elements.name?.value.trim() || words.subject;

  function offer(use, privateJwk) {
    const name = use === 'enc' ? 'encryption' : 'signature';
    const link = document.createElement('a');
    // As the connector writes its files. Beside an older key the name must be another.
    const part = block.dataset.further === undefined ? '' : `-${privateJwk.kid.slice(0, 8)}`;
    link.download = `${name}-private${part}.jwk.json`;
    const file = new Blob([`${JSON.stringify(privateJwk, null, 2)}\n`], { type: 'application/json' });
    link.href = URL.createObjectURL(file);
    link.textContent = words.save[use];
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
    return link;
  }

  async function make(use) {
    const pair = await generatePair();
    const facts = { use, kid: crypto.randomUUID(), subject: subject(), now: Date.now() };
    return { use, ...(await describePair(pair, facts)) };
  }

  function keep({ use, publicJwk, privateJwk }) {
    const field = document.getElementById(block.dataset[use]);
    const key = { field, text: JSON.stringify(publicJwk), link: offer(use, privateJwk), saved: false };
    field.value = key.text;
    key.link.addEventListener('click', () => {
      if (!key.saved) key.link.after(` ${words.saved}`);
      key.saved = true;
      if (unsaved().length === 0) status.textContent = words.allSaved;
    });
    return key;
  }

  button.addEventListener('click', async () => {
    if (button.ariaDisabled === 'true') return;
    button.ariaDisabled = 'true';
    const uses = form.elements.zweck ? [form.elements.zweck.value] : ['enc', 'sig'];
    status.textContent = words.working;
    try {
      const each = uses.map(async (use) => {
        const pair = await make(use);
        if (uses.length > 1) status.textContent = words.half;
        return pair;
      });
      const pairs = await Promise.all(each);
      list.replaceChildren();
      made = pairs.map(keep);
      status.textContent = uses.length > 1 ? words.done : words.doneOne;
    } catch {
      status.textContent = words.failed;
    }
    button.ariaDisabled = null;
  });

  // Sending the form leaves this page, and with it the only copy of the private keys.
  form.addEventListener('submit', (event) => {
    const [first] = unsaved();
    if (first === undefined) return;
    event.preventDefault();
    status.textContent = words.unsaved;
    first.link.focus();
  });
  addEventListener('beforeunload', (event) => {
    if (unsaved().length > 0) event.preventDefault();
  });
  block.hidden = false;
}

// Without https (or localhost) browsers make no keys.
if (block && globalThis.crypto?.subtle) start(block.closest('form'));
