/** Writes a line of the story, if anybody reads it. */
export type Tell = (line: () => string) => void;
