import { createRequire } from 'node:module';

// What is used of pdfmake. Its published types bring the library of the DOM with them, which would then be there for all of us.

export interface Content {
  readonly text?: string | readonly (string | Content)[];
  readonly stack?: readonly Content[];
  readonly svg?: string;
  readonly width?: number;
  readonly table?: {
    readonly headerRows: number;
    readonly dontBreakRows: boolean;
    readonly keepWithHeaderRows: number;
    readonly widths: readonly string[];
    readonly body: readonly (readonly Content[])[];
  };
  readonly layout?: TableLayout;
  readonly columns?: readonly Content[];
  readonly style?: string | readonly string[];
  readonly alignment?: 'left' | 'right';
  readonly margin?: readonly [number, number, number, number];
  readonly id?: string;
  readonly linkToDestination?: string;
  readonly sup?: boolean;
  readonly noWrap?: boolean;
  readonly unbreakable?: boolean;
  readonly headlineLevel?: number;
}

export interface Style {
  readonly font?: string;
  readonly fontSize?: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly background?: string;
  readonly lineHeight?: number;
  readonly margin?: readonly [number, number, number, number];
}

/** Widths in pt; `i` counts lines, the first is above the head. */
export interface TableLayout {
  readonly hLineWidth: (i: number, node: { readonly table: { readonly body: readonly unknown[] } }) => number;
  readonly vLineWidth: () => number;
  readonly hLineColor: (i: number) => string;
  readonly paddingLeft: (i: number) => number;
  readonly paddingRight: (i: number, node: { readonly table: { readonly widths: readonly unknown[] } }) => number;
  readonly paddingTop: () => number;
  readonly paddingBottom: () => number;
}

/** A node while pages are made. */
export interface PlacedNode {
  readonly headlineLevel?: number;
  readonly pageNumbers: readonly number[];
}

export interface Definition {
  readonly pageSize: 'A4';
  readonly pageMargins: readonly [number, number, number, number];
  readonly version: string;
  readonly language: string;
  readonly displayTitle: boolean;
  readonly info: {
    readonly title: string;
    readonly subject: string;
    readonly creator: string;
    readonly producer: string;
    readonly creationDate: unknown;
  };
  readonly defaultStyle: Style;
  readonly styles: Readonly<Record<string, Style>>;
  readonly content: readonly Content[];
  readonly header: (page: number) => Content;
  readonly footer: (page: number, pages: number) => Content;
  readonly pageBreakBefore: (
    node: PlacedNode,
    container: { readonly getFollowingNodesOnPage: () => readonly PlacedNode[] },
  ) => boolean;
}

interface Pdfmake {
  setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
  setUrlAccessPolicy(isAllowed: (url: string) => boolean): void;
  setLocalAccessPolicy(isAllowed: (path: string) => boolean): void;
  createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
}

export const pdfmake = createRequire(import.meta.url)('pdfmake') as Pdfmake;
