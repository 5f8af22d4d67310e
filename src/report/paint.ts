import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

export const plain: Paint = (_format, text) => text;
/** Whether to colour was decided before: the stream is not asked again. */
export const coloured: Paint = (format, text) => styleText(format, text, { validateStream: false });
