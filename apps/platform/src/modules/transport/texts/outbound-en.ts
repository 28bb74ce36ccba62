import { type OutboundTexts } from './outbound.ts';

export const outboundEn: OutboundTexts = {
  notice: {
    subject: (destination) => `Submissions for “${destination}” not fetched`,
    text: (lines) =>
      `Hello,

the delivery service ${lines.host} holds submissions for your destination “${lines.destination}” (${lines.destinationId}) that were not fetched or not accepted yet.
${lines.first}${lines.last}
14 days after they arrived the delivery service rejects them; their content can no longer be fetched then. Please check whether your receiving system works.`,
    first: (count, ids) => `\nFor at least 3 days (${count}):\n${ids}\n`,
    last: (count, ids) => `\nFor at least 9 days (${count}):\n${ids}\n`,
    more: (count) => `… and ${count} more`,
    footer: 'This message was made automatically.',
  },
  callback: {
    ok: 'The callback was taken.',
    missing: 'This destination has no callback.',
    unreadable: 'The secret of the callback cannot be read. Set it again.',
    addressRefused: 'The address belongs to no public host and is not called.',
    urlRefused: 'This address is not called. It needs https.',
    timeout: 'The receiver did not answer within 10 seconds.',
    tooLarge: 'The answer of the receiver is too large.',
    unreachable: 'The receiver cannot be reached: check name, port, firewall and certificate.',
    redirect: (status) => `The receiver redirects (status ${status}). Redirects are not followed.`,
    denied: (status) => `The receiver denies the call (status ${status}). Mostly the secret or the clock differs.`,
    status: (status) => `The receiver answered with status ${status}; 200 to 299 is expected.`,
  },
};
