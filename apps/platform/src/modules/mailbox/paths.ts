export const mailboxPaths = {
  list: '/postfach',
  thread: '/postfach/:thread',
  attachment: '/postfach/:thread/anlage/:attachment',
} as const;

export const threadPath = (thread: string): string => `/postfach/${thread}`;
export const attachmentPath = (thread: string, attachment: string): string =>
  `/postfach/${thread}/anlage/${attachment}`;
