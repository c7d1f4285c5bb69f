/** What signs in to the fake backend. */
export const PASSWORD = 'open sesame';
