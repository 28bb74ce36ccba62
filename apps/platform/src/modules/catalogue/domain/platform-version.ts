/** Of this platform: a package may ask for a newer one. The same as in package.json, a test compares them. */
export const platformVersion = '0.1.0';
