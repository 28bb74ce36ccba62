import { type Answers, nodesByPath } from '@verbund/xdatenfelder';
import { type PersonId } from '#kernel/ids';
import { type Drafts } from './drafts.ts';
import { withoutIndexes } from './domain/form-state.ts';
import { formsPaths } from './paths.ts';
import { type Send } from './send.ts';
import { type StartDraft } from './start-draft.ts';
import { type FormsService } from './types.ts';

/** Applications with given answers, by the very steps of the pages; startDraft lets made-up people into sandboxes only. */
export function createSampleApplications(parts: {
  start: StartDraft;
  drafts: Drafts;
  send: Send;
}): FormsService['samples'] {
  const { start, drafts } = parts;

  async function fill(input: { person: PersonId; town: string; service: string; answers: Answers }): Promise<string> {
    const { person } = input;
    const { draft } = await start(person, input.town, input.service);
    await drafts.save(person, draft, ({ content, compiled }) => {
      const known = nodesByPath(compiled.schema);
      const fitting = Object.entries(input.answers).filter(([path]) => known.has(withoutIndexes(path)));
      return { ...content, answers: { ...content.answers, ...Object.fromEntries(fitting) } };
    });
    return draft;
  }

  return {
    fill: async (input) => ({ path: formsPaths.check(await fill(input)) }),
    async send(input) {
      const draft = await fill(input);
      const { row } = await drafts.open(input.person, draft);
      const outcome = await parts.send.send(input.person, draft, { revision: row.revision, lang: 'de' });
      if (outcome.kind === 'not-ready') {
        await drafts.remove(input.person, draft);
        return { sent: false };
      }
      return { sent: true };
    },
  };
}
