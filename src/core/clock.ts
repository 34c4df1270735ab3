/** Tells the time in epoch milliseconds. On Workers it stands still between two I/O operations. */
export type Clock = () => number;
