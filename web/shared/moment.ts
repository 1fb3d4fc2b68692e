/** Which of two times was first, as a sort wants it. By their letters "…:37Z" would stand after "…:37.001Z": the service
 * leaves out milliseconds that are none. */
export const byTime = (one: string, other: string): number => Date.parse(one) - Date.parse(other);
