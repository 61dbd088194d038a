/** Which rooms each room may import, beside `engine`. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>>;
export const ROOMS: readonly string[];
