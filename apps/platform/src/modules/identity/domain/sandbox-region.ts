/**
 * Where services of sandboxes are offered at the delivery service: a Land that does not exist (keys end at 16), so that
 * no search for the competent authority of a real place ever finds a test system.
 */
export const sandboxRegion = 'DE99';
