// Comfort only: every page works without this file.
const summary = document.getElementById('fehleruebersicht');
if (summary) summary.focus();

// A second click on "Absenden" must not send twice. The button is disabled after the browser has collected the
// form's values, otherwise its own name and value would be missing from them.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  setTimeout(() => {
    for (const button of form.querySelectorAll('button:not([type=button])'))
      button.setAttribute('aria-disabled', 'true');
  }, 0);
});

// Pages that come back from the history (or a download that left the page open) must be usable again.
const reset = () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-disabled=true]')) button.removeAttribute('aria-disabled');
  }
};
addEventListener('pageshow', reset);
addEventListener('focus', () => setTimeout(reset, 5000));
