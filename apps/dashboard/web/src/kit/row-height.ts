/** How high a row of a table is taken to be until it was measured. */
export const ROW_PX = 41;
