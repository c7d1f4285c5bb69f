/** What the router calls itself towards clients; no client may decide anything by it. */
export const SERVER_INFO = { name: 'switchyard-router', title: 'Switchyard', version: '0.1.0' };
